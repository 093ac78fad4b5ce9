// swift-tools-version: 6.2
import PackageDescription

/// The servers that ours is compared with, in a separate package so that the program does not depend on them.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    .target(name: "BenchmarkItem"),
    .executableTarget(
      name: "raw-nio",
      dependencies: [
        "BenchmarkItem",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .executableTarget(
      name: "hummingbird-peer", dependencies: ["BenchmarkItem", .product(name: "Hummingbird", package: "hummingbird")]),
  ]
)
