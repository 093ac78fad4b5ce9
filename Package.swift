// swift-tools-version: 6.2
import PackageDescription

/// Our own code is held to no warnings; dependencies are not ours to judge.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A lesson is compiled by plain `swiftc` against these modules: library evolution lets it do so with their two
/// `.swiftmodule` files alone, without those of the packages that they stand on.
let evolving = strict + [.unsafeFlags(["-enable-library-evolution"])]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
]

let package = Package(
  name: "pitfall",
  products: [
    .executable(name: "pitfall", targets: ["pitfall"]),
    .executable(name: "guardian", targets: ["guardian"]),
    .library(name: "LessonKit", type: .dynamic, targets: ["LessonKit", "LessonDatabase"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.3"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .executableTarget(
      name: "pitfall",
      dependencies: [
        "CStandardStreams", "Curriculum", "Files", "LineEditor", "ModuleRuntime", "Presentation", "Probes",
        "Verification", "Workbench", "guardian",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    .target(
      name: "Workbench",
      dependencies: [
        "LineEditor", "Presentation", .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "LineEditor",
      dependencies: ["CLineEditor", "Files", .product(name: "NIOConcurrencyHelpers", package: "swift-nio")],
      swiftSettings: strict),
    .target(
      name: "CLineEditor", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("edit")]),
    .target(
      name: "Presentation",
      dependencies: [
        "Curriculum", "Probes", "Verification", .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "Verification", dependencies: ["Curriculum", "Files", "MiniServer", "ModuleRuntime", "Probes"],
      swiftSettings: strict),
    .target(
      name: "Probes",
      dependencies: [
        "Curriculum", "MiniServer", "ModuleRuntime", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "ModuleRuntime",
      dependencies: [
        "Curriculum", "Files", "MiniServer",
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    .target(
      name: "LessonKit",
      dependencies: ["MiniServer", .product(name: "NIOEmbedded", package: "swift-nio")] + nio,
      swiftSettings: evolving),
    // Without library evolution, for GRDB has none, and its types are what this hands out.
    .target(
      name: "LessonDatabase", dependencies: [.product(name: "GRDB", package: "GRDB.swift")], swiftSettings: strict),
    .target(name: "MiniServer", dependencies: nio, swiftSettings: evolving),
    .target(
      name: "Curriculum",
      dependencies: [
        "Files", .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .target(name: "Files", swiftSettings: strict),
    .target(name: "CStandardStreams", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .executableTarget(
      name: "mini-server", dependencies: ["BenchmarkItem", "MiniServer"], path: "Benchmarks/Sources/mini-server",
      swiftSettings: strict),
    .target(name: "BenchmarkItem", path: "Benchmarks/Sources/BenchmarkItem", swiftSettings: strict),
    .executableTarget(name: "guardian", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .executableTarget(
      name: "line-editor", dependencies: ["LineEditor"], path: "Tests/line-editor", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "ProgramTests", dependencies: ["TestSupport", "pitfall", "guardian"], swiftSettings: strict),
    .testTarget(name: "WorkbenchTests", dependencies: ["Presentation", "Workbench"], swiftSettings: strict),
    .testTarget(
      name: "LineEditorTests", dependencies: ["LineEditor", "TestSupport", "line-editor"], swiftSettings: strict),
    .testTarget(name: "CurriculumTests", dependencies: ["Curriculum", "Files", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: strict),
    .testTarget(
      name: "ProbesTests",
      dependencies: [
        "Curriculum", "MiniServer", "Probes", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "VerificationTests", dependencies: ["Curriculum", "ModuleRuntime", "Probes", "Verification"],
      swiftSettings: strict),
    .testTarget(
      name: "PresentationTests", dependencies: ["Curriculum", "Presentation", "Probes", "Verification"],
      swiftSettings: strict),
    .testTarget(
      name: "LessonKitTests",
      dependencies: ["LessonDatabase", "LessonKit", "MiniServer", .product(name: "NIOPosix", package: "swift-nio")],
      swiftSettings: strict),
    .testTarget(name: "GuardianTests", dependencies: ["TestSupport", "guardian"], swiftSettings: strict),
    .testTarget(
      name: "ModuleRuntimeTests", dependencies: ["ModuleRuntime", "TestSupport", "guardian"], swiftSettings: strict),
    .testTarget(name: "MiniServerTests", dependencies: ["MiniServer", "TestSupport"] + nio, swiftSettings: strict),
  ],
  cLanguageStandard: .gnu17
)
