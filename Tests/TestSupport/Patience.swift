/// How long tests wait for what must come: far longer than anything takes on the busiest machine, so that only a fault
/// uses it up, and shorter than the time limit of a suite, so that the wait itself can say what did not come.
package enum Patience {
  package static let long = Duration.seconds(300)
}
