import Base
import MiniServer
import NIOCore
import NIOHTTP1

/// A connection's state between a client, a handler, a channel, and a server that do anything they are allowed to do, in
/// any order. It checks every action.
struct RandomConnection {
  private var random: SeededGenerator
  private var state: ConnectionState
  /// What the client will still send.
  private var parts: [HTTPServerRequestPart] = []
  /// How many requests the client sends before bytes that cannot be decoded, or before it waits.
  private var sent = 0
  private var sendsJunk: Bool

  private var mayRead = false
  private var unsent = 0
  private var isOpen = true
  /// The connection was told to close or to become a WebSocket; only what forgets it may follow.
  private var isOver = false
  private var isUpgraded = false
  private var isFinishing = false
  private var isShuttingDown = false
  private var isAbandoned = false
  private var isRemoved = false
  /// The numbers of the requests for which the handler was called, and of those that were answered.
  private var begun: [Int] = []
  private var answered: [Int] = []
  private var rejections = 0
  private var hasSaidClose = false

  private var isHandlerRunning = false
  private var isStreaming = false
  private var hasBody = false
  private var beganWithBody = false
  private var expectsContinue = false

  /// What was wrong, in the order in which it was noticed.
  private(set) var problems: [String] = []

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    var limits = Server.Configuration()
    limits.maxBodyBytes = 60
    limits.maxDrainedBytes = 20
    let ticks = ConnectionTimer.Limits(request: 9, restOfHead: 9, restOfBody: 3, peerClose: 3)
    state = ConnectionState(limits: limits, timerLimits: ticks)
    sendsJunk = Int.random(in: 0..<4, using: &random) == 0
    for number in 0..<Int.random(in: 1...12, using: &random) { addRequest(number) }
  }

  /// What was served: the handler was called so often, and so many responses were written.
  struct Outcome {
    let requests: Int
    let begun: Int
    let answered: Int
    let rejections: Int
    let isUpgraded: Bool
  }

  mutating func run() -> Outcome {
    perform(state.readRequested())
    for _ in 0..<Int.random(in: 1...200, using: &random) { doAnything() }
    settleEverything()
    perform(state.closed())
    if isHandlerRunning { respond(isFinal: true) }
    expect(isUpgraded || (isAbandoned && isRemoved))
    return Outcome(
      requests: sent, begun: begun.count, answered: answered.count, rejections: rejections, isUpgraded: isUpgraded)
  }

  private mutating func expect(_ isTrue: Bool, _ what: String = "", line: Int = #line) {
    if !isTrue { problems.append("line \(line) \(what)") }
  }

  // MARK: What happens

  private mutating func addRequest(_ number: Int) {
    sent += 1
    var fields: [(String, String)] = []
    var body: [Int] = []
    switch Int.random(in: 0..<10, using: &random) {
    case 0...4: break
    case 5, 6:
      body = (0..<Int.random(in: 1...8, using: &random)).map { _ in Int.random(in: 1...16, using: &random) }
      fields.append(("Transfer-Encoding", "chunked"))
    case 7, 8:
      body = [10, Int.random(in: 1...40, using: &random)]
      fields.append(("Content-Length", "\(body[0] + body[1])"))
      if Bool.random(using: &random) { fields.append(("Expect", "100-continue")) }
    default:
      fields.append(Bool.random(using: &random) ? ("Host", "two") : ("Upgrade", "websocket"))
    }
    let isOld = Int.random(in: 0..<12, using: &random) == 0 && body.isEmpty
    parts.append(
      .head(.of("/\(number)", body.isEmpty ? .GET : .POST, version: isOld ? .http1_0 : .http1_1, fields: fields)))
    for count in body { parts.append(.body(ByteBuffer(repeating: UInt8(number), count: count))) }
    parts.append(.end(nil))
  }

  private mutating func doAnything() {
    switch Int.random(in: 0..<400, using: &random) {
    case 0: if !isUpgraded { perform(state.abort()) }
    case 1: perform(state.closed())
    case 2:
      isShuttingDown = true
      state.shutDown()
      settle()
    case 3..<100: read()
    case 100..<220: respond()
    case 220..<280: readBody(true)
    case 280..<290: readBody(false)
    case 290..<320: perform(state.writabilityChanged(false))
    case 320..<370: perform(state.writabilityChanged(true))
    case 370..<380: perform(state.tick(headHasBegun: Bool.random(using: &random)))
    default: if isFinishing { perform(state.allSent()) }
    }
  }

  /// The channel reads, if it was told to, and asks whether to read on.
  private mutating func read(most: Int = 9) {
    guard mayRead, isOpen, !isUpgraded, !parts.isEmpty || sendsJunk else { return }
    mayRead = false
    for _ in 0..<Int.random(in: 1...most, using: &random) where !parts.isEmpty && !isUpgraded {
      perform(state.receive(parts.removeFirst()), settles: false)
      // A handler may return before its task is first suspended.
      if Int.random(in: 0..<3, using: &random) == 0 { respond() }
    }
    if parts.isEmpty, sendsJunk { perform(state.receive(Rejection(.badRequest, "junk"))) }
    state.readEnded()
    settle()
    if isOpen, !isUpgraded { perform(state.readRequested()) }
  }

  private mutating func readBody(_ isAwaited: Bool) {
    guard hasBody else { return }
    state.bodyIsAwaited(isAwaited)
    settle()
  }

  /// The handler returns, or its stream goes on or ends.
  private mutating func respond(isFinal: Bool = false) {
    guard isHandlerRunning else { return }
    if !isStreaming {
      let kind = Int.random(in: 0..<12, using: &random)
      let response: Response = kind < 2 ? .stream : kind == 2 ? .webSocket : Response()
      let answer = state.respond(response)
      expect((answer == .nothing) == isOver || !isOpen)
      note(answer)
      if case .stream = response.body, case .response = answer, !isFinal {
        isStreaming = true
        return
      }
    }
    isStreaming = false
    isHandlerRunning = false
    let isWhole = isFinal || Int.random(in: 0..<10, using: &random) > 0
    if !isWhole { hasSaidClose = true }
    perform(state.responseEnded(isWhole: isWhole))
  }

  private mutating func note(_ answer: ConnectionState.Answer) {
    guard answer != .nothing else { return }
    expect(!hasSaidClose)
    answered.append(begun.last ?? -1)
    switch answer {
    case .response(let framing, _): hasSaidClose = !framing.keepsAlive
    case .rejection(_, let framing):
      expect(!framing.keepsAlive)
      hasSaidClose = true
    case .upgrade, .nothing: break
    }
    write()
  }

  private mutating func write() {
    unsent += Int.random(in: 1...40_000, using: &random)
    state.wrote(unsent)
  }

  /// The client and the handler do what they can, until nothing is left to do.
  private mutating func settleEverything() {
    for _ in 0..<1_000 where isOpen && !isOver {
      perform(state.writabilityChanged(true))
      readBody(true)
      respond()
      read(most: 3)
    }
    guard isOpen, !isOver, !isFinishing, !hasSaidClose else { return }
    expect(parts.isEmpty, "The connection is open, and yet nothing is read.")
    expect(!isHandlerRunning && unsent == 0 && answered == begun)
  }

  // MARK: What is done

  private mutating func perform(_ action: ConnectionState.Action?, settles: Bool = true) {
    if let action { check(action) }
    if settles { settle() }
  }

  private mutating func settle() {
    for _ in 0..<1_000 {
      guard let action = state.next() else { return }
      check(action)
    }
    expect(false, "The connection never settles.")
  }

  private mutating func check(_ action: ConnectionState.Action) {
    switch action {
    case .abandon, .remove: break
    default: expect(!isOver && isOpen, "\(action) after the end")
    }
    switch action {
    case .run(let head, let hasBody): begin(head, hasBody)
    case .appendBody(let bytes):
      expect(hasBody)
      expect(bytes.readableBytesView.allSatisfy { Int($0) == begun.last })
      expectsContinue = false
    case .endBody, .failBody, .dropBody: hasBody = false
    case .reject: reject()
    case .sendContinue:
      expect(hasBody && expectsContinue && !isStreaming)
      expectsContinue = false
      write()
    case .resumeWriters: expect(isHandlerRunning)
    case .flush:
      expect(unsent > 0)
      unsent = 0
    case .finish:
      expect(!isFinishing && !isHandlerRunning && answered == begun)
      // A body that arrives after the response may be too long, malformed, or late.
      expect(hasSaidClose || isShuttingDown || beganWithBody)
      (isFinishing, unsent) = (true, 0)
    case .read: mayRead = true
    case .closeOutput: expect(isFinishing)
    case .close: isOver = true
    case .upgrade:
      expect(!isHandlerRunning && unsent == 0 && answered == begun)
      (isUpgraded, isOver) = (true, true)
    case .abandon:
      expect(!isAbandoned)
      (isAbandoned, isOpen, hasBody) = (true, false, false)
    case .remove:
      expect(isAbandoned && !isRemoved && !isHandlerRunning)
      isRemoved = true
    }
  }

  private mutating func begin(_ head: HTTPRequestHead, _ hasBody: Bool) {
    expect(!isHandlerRunning && !hasSaidClose && !isFinishing && answered == begun)
    expect(head.uri == "/\(begun.count)", "out of order")
    begun.append(begun.count)
    (isHandlerRunning, self.hasBody, beganWithBody) = (true, hasBody, hasBody)
    expectsContinue = head.headers.contains(name: "Expect")
  }

  private mutating func reject() {
    expect(!isHandlerRunning && !hasSaidClose && answered == begun)
    rejections += 1
    hasSaidClose = true
    write()
  }
}
