internal import Base
internal import Report

extension StopCheck {
  /// A module that gets no processor may need more than 5 s; but one that waits for ever is ended by its framework, which
  /// LessonKit does after 10 s.
  private static let latest = Duration.seconds(9)

  package func judge(_ measurement: Measurement) -> Finding {
    let clients = measurement.clients.counted("client")
    let limit = Int(Self.patience / .seconds(1))
    let failure: Failure?
    if let trouble = measurement.trouble {
      failure = trouble.failure(Self.name, room)
    } else if measurement.duration.map({ $0 > Self.latest }) ?? true {
      let open = measurement.closes.count { $0 == nil }
      failure = Failure(
        "stop.hangs",
        "\(limit) s after SIGTERM, the module still ran, and \(open) of \(clients) were still connected",
        next:
          "On SIGTERM, the server closes all connections and waits for their handlers. Find out what each handler, and "
          + "each task that it waits for, waits for itself, and whether a closed connection ends that wait.",
        mayBeLate: true, isInLog: true)
    } else {
      failure = nil
    }
    return Finding(
      expected: "within \(limit) s of SIGTERM, the module ends by itself, with clients connected",
      passed: "with \(clients) connected, it ended \(measurement.duration?.inMilliseconds ?? "") after SIGTERM",
      failure: failure,
      reproduce: SocketReproduction.connect("ada", room, "--for 8 &") + " sleep 1; kill -TERM \"${PID:?}\"; wait",
      numbers: [
        "clients": .count(measurement.clients),
        "end_ms": .milliseconds(measurement.duration ?? Self.patience, .below(Self.patience.milliseconds)),
      ])
  }
}
