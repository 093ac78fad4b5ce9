internal import Base
internal import Report

extension QuietCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let (left, count) = (measurement.left.counted("client"), measurement.errors)
    let example = measurement.example.map { ". \($0.excerpt(200))" } ?? ""
    let failure =
      count == 0
      ? measurement.trouble?.failure(Self.name, room)
      : Failure("quiet.error", "\(left) left, and the log told of \(count.counted("error"))\(example)", isInLog: true)
    return Finding(
      expected: "a client that closes or vanishes is no error in the log: every client leaves one day",
      passed: "\(left) closed, hung up, or vanished, and the log told of no error", failure: failure,
      reproduce: SocketReproduction.connect("ada", room, "--times 5 --for 1 --vanish > /dev/null"),
      numbers: ["left": .count(measurement.left), "errors": .count(count, .atMost(0))])
  }
}
