import BenchmarkItem
import FoundationEssentials
import Hummingbird
import Logging
import NIOPosix

let router = Router()
router.get("/hello") { _, _ in "Hello, World!" }
router.get("/json") { _, _ in
  let json = (try? JSONEncoder().encode(Item())) ?? Data()
  return Response(
    status: .ok, headers: [.contentType: "application/json"],
    body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
}
let port = Int(CommandLine.arguments.dropFirst().first ?? "0") ?? 0
var logger = Logger(label: "hummingbird")
logger.logLevel = .error
// One event loop, like the other servers.
let app = Application(
  router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
  onServerRunning: { channel in print("listening on \(channel.localAddress?.port ?? 0)") },
  eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
try await app.runService()
