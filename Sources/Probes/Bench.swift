package import ModuleRuntime

/// What a probe works with: a running module, the partner service that it depends on, fresh values, and a watch
/// over the module's loop.
package struct Bench: Sendable {
  package let module: RunningModule
  package let upstream: Upstream
  package let values: FreshValues
  /// The loop as it is watched meanwhile.
  package let recorder: LoopRecorder
  /// Clients and drivers give up after 5 s by default, so a check holds a module up for no longer than this.
  package static let patience = Duration.seconds(3)

  package init(
    module: RunningModule, upstream: Upstream, values: FreshValues, recorder: LoopRecorder
  ) {
    self.module = module
    self.upstream = upstream
    self.values = values
    self.recorder = recorder
  }
}
