package import Base
package import ModuleRuntime

extension Installation {
  package func runtime(for track: Track) -> any TrackRuntime {
    switch track {
    case .swift: SwiftRuntime(self)
    case .fastapi: FastAPIRuntime(self)
    }
  }
}
