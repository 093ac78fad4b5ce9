/// Shell commands that show by hand what becomes of clients, for a module that `pitfall run` has started.
///
/// `PITFALL` is a variable that `run` prints with the others.
enum SocketReproduction {
  /// A client connects, does what `options` say, and leaves.
  static func connect(_ client: String, _ room: Room, _ options: String) -> String {
    "\"${PITFALL:?}\" connect \"${URL:?}\(room.target(of: client))\" \(options)"
  }

  /// A client comes and leaves, and then the number of clients is asked for; the calls that `run` prints after that are
  /// for no one.
  static func leaving(_ exit: RoomExit, _ room: Room) -> String {
    connect("ada", room, options(exit, room)) + " > /dev/null; sleep 0.2; "
      + Reproduction.curl(.init("GET", room.count.path), .body)
  }

  private static func options(_ exit: RoomExit, _ room: Room) -> String {
    switch exit {
    case .closes: "--for 1"
    case .vanishes: "--for 1 --vanish"
    case .bye: "--say \(room.bye)"
    case .boom: "--say \(room.boom)"
    }
  }
}
