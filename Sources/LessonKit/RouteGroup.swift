internal import NIOConcurrencyHelpers

/// Routes that share a path prefix and middleware.
public final class RouteGroup: Routing {
  let prefix: String
  private let contents = NIOLockedValueBox(Contents())

  private struct Contents {
    var routes: [Route] = []
    var middleware: [Middleware] = []
    var groups: [RouteGroup] = []
  }

  init(prefix: String) {
    self.prefix = prefix
  }

  public var routes: RouteGroup { self }

  func subgroup(_ prefix: String) -> RouteGroup {
    let group = RouteGroup(prefix: self.prefix + prefix)
    contents.withLockedValue { $0.groups.append(group) }
    return group
  }

  func add(_ middleware: @escaping Middleware) {
    contents.withLockedValue { $0.middleware.append(middleware) }
  }

  func add(_ route: Route) {
    contents.withLockedValue { $0.routes.append(route) }
  }

  var middleware: [Middleware] {
    contents.withLockedValue { $0.middleware }
  }

  /// All routes of this group and its subgroups. Routes of subgroups are wrapped in their own group's middleware, but
  /// not yet in this group's.
  var flattened: [Route] {
    let (routes, groups) = contents.withLockedValue { ($0.routes, $0.groups) }
    return routes
      + groups.flatMap { group in
        group.flattened.map { route in
          var route = route
          route.handler = group.middleware.wrapping(route.handler)
          return route
        }
      }
  }
}
