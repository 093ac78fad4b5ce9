// swift-tools-version: 6.2
import PackageDescription

/// Our own code is held to no warnings; dependencies are not ours to judge.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For code that waits, reads and prints: the optimizer would make every build longer, and nothing that a person can
/// notice faster. What serves requests or samples a module's event loop is optimized.
let unoptimized = strict + [.unsafeFlags(["-Onone"])]

/// A lesson is compiled by plain `swiftc` against these modules: library evolution lets it do so with their two
/// `.swiftmodule` files alone, without those of the packages that they stand on.
let evolving = strict + [.unsafeFlags(["-enable-library-evolution"])]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOWebSocket", package: "swift-nio"),
  .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
]

let package = Package(
  name: "pitfall",
  products: [
    .executable(name: "pitfall", targets: ["pitfall"]),
    .executable(name: "guardian", targets: ["guardian"]),
    .library(name: "LessonKit", type: .dynamic, targets: ["LessonKit", "LessonDatabase"]),
    .library(name: "ModuleHooks", type: .dynamic, targets: ["ModuleHooks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The program, from the top to the bottom: a target imports only what stands below it.
    .executableTarget(name: "pitfall", dependencies: ["CShims", "Commands", "guardian"], swiftSettings: unoptimized),
    .target(
      name: "Commands",
      dependencies: [
        "Base", "Bench", "Checks", "Demo", "Diagnosis", "Files", "Formats", "Grading", "Judging", "Learner",
        "LessonProof",
        "Lessons", "LineEditor", "LivePage", "MiniServer", "ModuleRuntime", "Presentation", "Report", "Similarity",
        "Tracks",
        "Workbench", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: unoptimized),
    .target(
      name: "Workbench", dependencies: ["Files", "LineEditor", "Presentation"], swiftSettings: unoptimized),
    .target(name: "LineEditor", dependencies: ["Base", "CLineEditor", "Files"], swiftSettings: unoptimized),
    .target(
      name: "CLineEditor", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("edit")]),
    .target(
      name: "Presentation", dependencies: ["Base", "Files", "Report"], swiftSettings: unoptimized),
    .target(
      name: "Grading",
      dependencies: ["Base", "Files", "Judging", "Lessons", "ModuleRuntime", "Report", "Tracks"],
      swiftSettings: unoptimized),
    .target(
      name: "LessonProof",
      dependencies: ["Base", "Checks", "Judging", "Lessons", "ModuleRuntime", "Report"],
      swiftSettings: unoptimized),
    .target(
      name: "LivePage",
      dependencies: ["Base", "Files", "MiniServer", "Report", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: unoptimized),
    .target(
      name: "Demo",
      dependencies: [
        "Base", "Bench", "Files", "Judging", "Lessons", "MiniServer", "ModuleRuntime", "Report", "Tracks",
      ],
      swiftSettings: unoptimized),
    .target(
      name: "Diagnosis",
      dependencies: ["Base", "Bench", "Files", "Lessons", "MiniServer", "ModuleRuntime", "Report", "Tracks"],
      swiftSettings: unoptimized),
    .target(
      name: "Judging",
      dependencies: [
        "Base", "Bench", "Checks", "Files", "Lessons", "MiniServer", "ModuleRuntime", "Report", "Tracks",
      ],
      swiftSettings: unoptimized),
    .target(
      name: "Checks",
      dependencies: ["Base", "Bench", "Lessons", "MiniServer", "ModuleRuntime", "Report", "Tracks"],
      swiftSettings: unoptimized),
    .target(
      name: "Bench",
      dependencies: [
        "Base", "CSQLite", "Files", "Lessons", "MiniServer", "ModuleRuntime",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "Tracks",
      dependencies: [
        "Base", "Files", "ModuleRuntime", .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: unoptimized),
    .target(
      name: "ModuleRuntime",
      dependencies: [
        "Base", "CShims", "Files", "MiniServer",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(name: "Learner", dependencies: ["Base", "CShims", "Files", "Lessons"], swiftSettings: unoptimized),
    .target(
      name: "Lessons", dependencies: ["Base", "Files", .product(name: "Yams", package: "Yams")],
      swiftSettings: unoptimized),
    .target(name: "Formats", dependencies: ["Base", "Report", "Similarity"], swiftSettings: unoptimized),
    .target(name: "Similarity", dependencies: ["Base"], swiftSettings: strict),
    .target(name: "Report", dependencies: ["Base"], swiftSettings: unoptimized),
    .target(name: "Files", dependencies: ["Base"], swiftSettings: strict),
    .target(name: "Base", dependencies: ["CCrypto"], swiftSettings: strict),

    // What a Swift lesson imports.
    .target(
      name: "LessonKit",
      dependencies: ["MiniServer", .product(name: "NIOEmbedded", package: "swift-nio")] + nio,
      swiftSettings: evolving),
    // Without library evolution, because GRDB has none and its types are in this API.
    .target(
      name: "LessonDatabase", dependencies: [.product(name: "GRDB", package: "GRDB.swift")], swiftSettings: strict),
    .target(name: "MiniServer", dependencies: nio, swiftSettings: evolving),

    // C.
    .executableTarget(
      name: "guardian", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("seccomp")]),
    // Only what it puts in front of SQLite's functions may be seen by a module.
    .target(
      name: "ModuleHooks", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"])],
      // Without Swift's runtime, which would put its crash handler into a Python process.
      linkerSettings: [.unsafeFlags(["-static-stdlib", "-nostartfiles"])]),
    .target(name: "CShims", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "CSQLite", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .systemLibrary(name: "CCrypto"),

    // Benchmarks and tests.
    .executableTarget(
      name: "mini-server", dependencies: ["BenchmarkItem", "MiniServer"], path: "Benchmarks/Sources/mini-server",
      swiftSettings: strict),
    .target(name: "BenchmarkItem", path: "Benchmarks/Sources/BenchmarkItem", swiftSettings: strict),
    .executableTarget(
      name: "line-editor", dependencies: ["LineEditor"], path: "Tests/line-editor", swiftSettings: strict),
    .target(
      name: "CTestWidth", path: "Tests/CTestWidth", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "TestSupport",
      dependencies: [
        "Base", "Bench", "CTestWidth", "Files", "Lessons", "MiniServer", "ModuleRuntime", "Report", "Tracks",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Base", "Commands", "Learner", "Lessons", "ModuleRuntime", "Presentation", "Report",
        "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "Base", "Files", "Lessons", "ModuleRuntime", "TestSupport", "Tracks", "pitfall", "guardian",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    .testTarget(name: "WorkbenchTests", dependencies: ["Presentation", "Workbench"], swiftSettings: strict),
    .testTarget(
      name: "LineEditorTests", dependencies: ["Base", "LineEditor", "TestSupport", "line-editor"], swiftSettings: strict
    ),
    .testTarget(
      name: "LessonsTests", dependencies: ["Base", "Lessons", "TestSupport", "Tracks"], swiftSettings: strict),
    .testTarget(
      name: "LearnerTests", dependencies: ["Base", "Learner", "Lessons", "TestSupport", "Tracks"],
      swiftSettings: strict),
    .testTarget(
      name: "DemoTests",
      dependencies: [
        "Base", "Demo", "Lessons", "LivePage", "MiniServer", "ModuleRuntime", "Report", "TestSupport", "Tracks",
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FormatsTests", dependencies: ["Base", "Formats", "Report", "Similarity", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SimilarityTests", dependencies: ["Similarity", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "BaseTests", dependencies: ["Base"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Base", "Files"], swiftSettings: strict),
    .testTarget(
      name: "BenchTests",
      dependencies: [
        "Base", "Bench", "Files", "Lessons", "MiniServer", "ModuleRuntime", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ChecksTests",
      dependencies: [
        "Base", "Bench", "Checks", "Lessons", "MiniServer", "ModuleRuntime", "Report", "TestSupport", "Tracks",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "JudgingTests",
      dependencies: [
        "Checks", "Judging", "Lessons", "ModuleRuntime", "Report", "TestSupport", "Tracks",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GradingTests",
      dependencies: [
        "Base", "Grading", "Lessons", "ModuleRuntime", "Report", "TestSupport", "Tracks",
        "guardian",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LessonProofTests",
      dependencies: [
        "Base", "Bench", "Checks", "LessonProof", "Lessons", "MiniServer", "ModuleRuntime", "Report", "TestSupport",
        "Tracks",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PresentationTests",
      dependencies: ["Base", "Presentation", "Report", "TestSupport", "Tracks"],
      swiftSettings: strict),
    .testTarget(
      name: "LessonKitTests",
      dependencies: ["LessonDatabase", "LessonKit", "MiniServer", .product(name: "NIOPosix", package: "swift-nio")],
      swiftSettings: strict),
    .testTarget(
      name: "DiagnosisTests",
      dependencies: [
        "Base", "Bench", "Diagnosis", "Files", "Lessons", "MiniServer", "ModuleRuntime", "Report", "TestSupport",
        "Tracks",
      ],
      swiftSettings: strict),
    .testTarget(name: "TestSupportTests", dependencies: ["Base", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "GuardianTests", dependencies: ["Files", "TestSupport", "guardian"], swiftSettings: strict),
    .testTarget(
      name: "ModuleRuntimeTests",
      dependencies: ["Base", "Files", "ModuleRuntime", "TestSupport", "Tracks", "guardian"],
      swiftSettings: strict),
    .testTarget(
      name: "TracksTests", dependencies: ["Base", "Files", "ModuleRuntime", "TestSupport", "Tracks"],
      swiftSettings: strict),
    .testTarget(
      name: "MiniServerTests",
      dependencies: [
        "Base", "MiniServer", "TestSupport", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: strict),
  ],
  cLanguageStandard: .gnu17
)
