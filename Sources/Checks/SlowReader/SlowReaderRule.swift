internal import Base
internal import Report

extension SlowReaderCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let texts = measurement.texts
    let numbers = [
      "texts": Measure.count(texts), "echoed": .count(measurement.echoed, .atLeast(Double(texts))),
      "heard": .count(measurement.heard, .atLeast(Double(texts))),
      "standstill_ms": .milliseconds(measurement.standstill),
    ]
    return Finding(
      expected: "one client that does not read keeps no message from the others",
      passed:
        "while one client did not read, \(texts.counted("text")) of 64 KiB came back and reached the other client",
      failure: measurement.trouble?.failure(Self.name, room) ?? failure(measurement),
      reproduce: SocketReproduction.connect("eve", room, "--no-read --for 4 &") + " "
        + SocketReproduction.connect("ben", room, "--for 3 | grep -c 000 &") + " sleep 1; "
        + SocketReproduction.connect("ada", room, "--say \"$(printf '%0100000d' 0)\" --repeat 60 --for 1 | grep -c 000")
        + "; wait",
      numbers: numbers)
  }

  private func failure(_ seen: Measurement) -> Failure? {
    guard seen.echoed < seen.texts || seen.heard < seen.texts else { return nil }
    return Failure(
      "slow-reader.waits",
      "while one client did not read, \(seen.heard) of \(seen.texts.counted("text")) reached the other client and "
        + "\(seen.echoed) came back to the speaker, and then none for \(seen.standstill.inMilliseconds), in which the other "
        + "client got \(seen.ticks.counted("number")) of its feed",
      next:
        "Find the line that waits for one client's connection while others have messages to get. Give each client a "
        + "queue of a fixed length and a task that sends, and decide what happens when the queue is full.",
      mayBeLate: seen.ticks == 0)
  }
}
