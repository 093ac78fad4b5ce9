internal import Base
internal import Bench
internal import MiniServer
internal import Report

extension EchoCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let talks = measurement.talks
    let wrong = talks.first { $0.problem != nil }
    let failure = wrong.flatMap(failure) ?? measurement.trouble?.failure(Self.name, room)
    return Finding(
      expected: "each text comes back as \"\(room.echo.filled(with: "…"))\", and reaches every other client as "
        + "\"\(room.said.filled(with: "…"))\"",
      passed:
        "\(talks.count.counted("text")) came back and reached all others, also after many clients had come and gone",
      failure: failure, reproduce: reproduction(wrong),
      numbers: ["texts": .count(talks.count), "problems": .count(talks.count { $0.problem != nil }, .atMost(0))],
      exhibit: .exchanges(talks.map(row).problemsFirst))
  }

  private func failure(_ talk: Talk) -> Failure? {
    let text = "\"\(talk.text.excerpt(40))\""
    let when = talk.occasion.words
    switch talk.problem {
    case nil: return nil
    case .noEcho(let waited):
      return Failure(
        "echo.none", "\(when), a client said \(text) and got no echo within \(waited.inMilliseconds)",
        next: next(talk.occasion), mayBeLate: true, isInLog: true)
    case .unheard(let count, let waited):
      return Failure(
        "echo.unheard",
        "\(when), a client said \(text), and \(count) of the \(talk.listeners.counted("other")) did not hear it within "
          + "\(waited.inMilliseconds)", next: next(talk.occasion), mayBeLate: true, isInLog: true)
    case .hearsItself:
      return Failure(
        "echo.hears-itself",
        "\(when), the client that said \(text) also got \"\(room.said.filled(with: "…"))\", which is for the others",
        next: "Leave the speaker out when you send a text to the others.")
    case .echoToOthers:
      return Failure(
        "echo.to-others", "\(when), another client got the echo of \(text), which is for the speaker alone",
        next: "Send the echo to the client that spoke, and to no one else.")
    case .repeated(let message):
      return Failure(
        "echo.repeated", "\(when), a client got \"\(message.excerpt(40))\" more often than it was said",
        next: "Send each text to each client once: a client may be in the registry twice.")
    case .speakerCutOff(let close):
      return Failure(
        "echo.speaker-cut-off", "\(when), a client said \(text) and lost its connection (\(close.words))",
        next: next(talk.occasion) ?? Self.guardedSend, mayBeLate: true, isInLog: true)
    case .listenerCutOff(let close):
      return Failure(
        "echo.listener-cut-off",
        "\(when), a client said \(text), and another one that had not left lost its connection (\(close.words))",
        next: next(talk.occasion) ?? Self.guardedSend, mayBeLate: true, isInLog: true)
    case .flooded: return RoomTrouble.flooded.failure(Self.name, room)
    }
  }

  private static let guardedSend =
    "A send to a client that has just left fails. Catch that error for each client by itself, so that it neither ends "
    + "the speaker's handler nor keeps the text from the rest."

  private func next(_ occasion: Occasion) -> String? {
    switch occasion {
    case .newcomers, .crowd: nil
    case .burst: "Serve each text, however many a client says at once."
    case .afterOthersLeft:
      "Others had left before. Find out to whom the server still sends, and what an error from that send does. "
        + Self.guardedSend
    case .duringVanishing, .afterVanishing: Self.guardedSend
    }
  }

  private func reproduction(_ talk: Talk?) -> String {
    let pair =
      SocketReproduction.connect("ben", room, "--for 2 | grep hello") + " & sleep 0.5; "
      + SocketReproduction.connect("ada", room, "--say hello --for 1 | grep hello") + "; wait"
    switch talk?.occasion {
    case nil, .newcomers, .burst, .crowd: return pair
    case .afterOthersLeft, .duringVanishing, .afterVanishing:
      return SocketReproduction.connect("eve", room, "--times 30 --for 0.5 --vanish > /dev/null") + "; " + pair
    }
  }

  private func row(_ talk: Talk) -> ExchangeRow {
    ExchangeRow(
      "\(talk.occasion.words): \"\(talk.text.excerpt(40))\"", expected: "an echo, and heard by \(talk.listeners)",
      seen: talk.problem?.brief ?? "an echo, and heard by \(talk.listeners)", holds: talk.problem == nil)
  }
}

extension EchoCheck.Occasion {
  /// Begins a sentence.
  var words: String {
    switch self {
    case .newcomers: "with only new clients connected"
    case .burst: "when a client said several texts at once"
    case .crowd(let count): "with \(count) clients connected"
    case .afterOthersLeft(let count): "after \(count) other clients had come and gone"
    case .duringVanishing: "when a client vanished in the middle of a message to it"
    case .afterVanishing: "after a client had vanished in the middle of a message to it"
    }
  }
}

extension EchoCheck.Problem {
  fileprivate var brief: String {
    switch self {
    case .noEcho: "no echo"
    case .unheard(let count, _): "not heard by \(count)"
    case .hearsItself: "heard by the speaker, too"
    case .echoToOthers: "an echo to others"
    case .repeated: "sent too often"
    case .speakerCutOff: "the speaker lost its connection"
    case .listenerCutOff: "a listener lost its connection"
    case .flooded: "too many messages"
    }
  }
}
