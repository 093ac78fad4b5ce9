// swift-tools-version: 6.0
import Foundation
import PackageDescription

try? "ESCAPED compile-manifest".write(toFile: "/tmp/loot-manifest", atomically: true, encoding: .utf8)
print("ESCAPED compile-manifest")
let package = Package(name: "loot", targets: [.executableTarget(name: "loot", path: ".")])
