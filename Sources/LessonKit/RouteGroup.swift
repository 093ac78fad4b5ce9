internal import NIOConcurrencyHelpers

/// Routes that share a path prefix and middleware.
public final class RouteGroup: Routing {
  let prefix: String
  /// Tells this group's middleware from other groups', for `AppTrace`.
  let number = RouteGroup.count.withLockedValue { count in
    defer { count += 1 }
    return count
  }
  private static let count = NIOLockedValueBox(0)
  private let contents = NIOLockedValueBox(Contents())

  private struct Contents {
    var routes: [Route] = []
    var layers: [Layer] = []
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

  func add(_ layer: Layer) {
    contents.withLockedValue { $0.layers.append(layer) }
  }

  func add(_ route: Route) {
    contents.withLockedValue { $0.routes.append(route) }
  }

  var layers: [Layer] {
    contents.withLockedValue { $0.layers }
  }

  var groups: [RouteGroup] {
    contents.withLockedValue { $0.groups }
  }

  /// All routes of this group and its subgroups. Routes of subgroups are wrapped in their own group's middleware, but
  /// not yet in this group's.
  var flattened: [Route] {
    let (routes, groups) = contents.withLockedValue { ($0.routes, $0.groups) }
    return routes
      + groups.flatMap { group in
        group.flattened.map { route in
          var route = route
          route.handler = group.layers.wrapping(route.handler, stack: group.number)
          return route
        }
      }
  }
}
