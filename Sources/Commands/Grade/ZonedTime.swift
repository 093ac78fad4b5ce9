internal import ArgumentParser

internal import struct Foundation.Date

/// A time with its zone on a command line, as in a class.yaml.
struct ZonedTime: ExpressibleByArgument {
  let date: Date

  init?(argument: String) {
    guard let date = try? Date(argument, strategy: .iso8601) else { return nil }
    self.date = date
  }
}
