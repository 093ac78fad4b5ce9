internal import MiniServer
internal import NIOConcurrencyHelpers

/// What happens to a request on its way through the middleware, the dependencies and the route, told to `TraceFile`.
enum AppTrace {
  /// The number of the request that this task handles; nil in a task that handles none, or when nothing is traced.
  @TaskLocal static var request: Int?

  static var isOn: Bool { TraceFile.isOpen }

  private static let requests = NIOLockedValueBox(0)

  static func nextRequest() -> Int {
    requests.withLockedValue { count in
      count += 1
      return count
    }
  }

  static func add(_ routes: RouteGroup) {
    guard isOn else { return }
    for route in routes.flattened {
      TraceFile.add(
        RouteEvent(
          method: route.method, path: route.pattern.text, file: route.file, line: route.line,
          dependencies: route.dependencies))
    }
    add(stacksOf: routes)
  }

  private static func add(stacksOf group: RouteGroup) {
    let layers = group.layers.enumerated().map { LayerName(index: $0, file: $1.file, line: $1.line) }
    TraceFile.add(StackEvent(stack: group.number, app: group.prefix, layers: layers))
    for group in group.groups { add(stacksOf: group) }
  }

  struct RouteEvent: Encodable {
    var event = "route"
    var at = TraceFile.now
    let method: String
    let path: String
    let file: String
    let line: Int
    let dependencies: [DependencyNode]
  }

  struct StackEvent: Encodable {
    var event = "stack"
    var at = TraceFile.now
    let stack: Int
    let app: String
    let layers: [LayerName]
  }

  struct LayerName: Encodable {
    let index: Int
    let file: String
    let line: Int
  }

  /// A request as a whole, or a dependency, or the closure of a route.
  struct CallEvent: Encodable {
    let event: String
    let at: Int64
    var request = AppTrace.request
    var ended: Int64? = TraceFile.now
    var phase: String?
    var method: String?
    var path: String?
    var status: Int?
    var file: String?
    var line: Int?
    var cached: Bool?
    var returned: String?
    var type: String?
    var isNull: Bool?
    var raised: String?

    enum CodingKeys: String, CodingKey {
      case event, at, request, ended, phase, method, path, status, file, line, cached, returned, type, raised
      case isNull = "is_null"
    }

    mutating func add(returned value: Any, as kind: String) {
      returned = ValueText.of(value)
      type = kind
      isNull = ValueText.isNil(value)
    }
  }
}

/// A dependency, with those that it is made from.
struct DependencyNode: Encodable, Sendable {
  let file: String
  let line: Int
  let type: String
  let dependencies: [DependencyNode]
}
