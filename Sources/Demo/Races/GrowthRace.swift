internal import Base
internal import Bench
internal import Lessons
internal import Report

/// The same page of a table that grows, and how much the server reads for it.
struct GrowthRace: Race {
  static let kind = "growth"

  private static let patience = Duration.seconds(10)
  /// A server that reads every row reads as many times more as the table has more rows; one that reads a page does not.
  private static let badShare = 0.5

  private let request: RequestTemplate
  private let table: String
  private let sizes: [Int]

  init(_ fields: inout ManifestFields, for lesson: Lesson) throws {
    let name = try fields.required("table")
    let table = try name.text("'table'")
    self.table = table
    guard let known = lesson.database.first(where: { $0.name == table }) else {
      throw ManifestError("the lesson has no table '\(table)'", at: name.place)
    }
    let list = try fields.required("rows")
    let sizes = try list.list("'rows'").map {
      try $0.convert("an entry of 'rows'", to: Int.self, named: "a whole number")
    }
    guard sizes.count > 1, sizes == sizes.sorted(), Set(sizes).count == sizes.count, sizes[0] >= known.rows,
      sizes[sizes.count - 1] <= 20_000
    else {
      throw ManifestError(
        "'rows' must be at least two numbers, each larger than the one before, from \(known.rows), which the lesson's "
          + "table has, to 20000", at: list.place)
    }
    self.sizes = sizes
    request = try RequestTemplate(&fields)
  }

  func run(
    on bench: Bench, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void
  ) async throws -> RacePicture {
    let database = try bench.database()
    let values = FreshValues(seed: 1, purpose: "growth")
    var (bars, times) = ([Bar](), [Double]())
    var size = try database.table(table).rows
    for wanted in sizes {
      if wanted > size { try await database.insert(wanted - size, into: table, values) }
      size = wanted
      // What a server loads on first use does not belong to a page.
      _ = try await bench.ask(request.fresh(values), timeout: Self.patience)
      try await database.commit()
      let before = try bench.recorder.witness.bytesRead()
      let asked = ContinuousClock.now
      _ = try await bench.ask(request.fresh(values), timeout: Self.patience)
      times.append((ContinuousClock.now - asked).milliseconds)
      let read = try bench.recorder.witness.bytesRead() - before
      bars.append(Bar("\(wanted) rows", (Double(read) / 1024).rounded(), unit: "KiB"))
      tell(picture(bars, times))
    }
    return picture(bars, times)
  }

  private func picture(_ bars: [Bar], _ times: [Double]) -> RacePicture {
    let growth = (bars.last?.value ?? 0) / max(bars.first?.value ?? 1, 1)
    let rows = Double(sizes[bars.count - 1]) / Double(sizes[0])
    return RacePicture(
      .bars(bars),
      figures: [
        RaceFigure(
          "read for one page", bars.last?.value ?? 0, unit: "KiB",
          isBad: bars.count > 1 ? growth - 1 > (rows - 1) * Self.badShare : nil),
        RaceFigure("time for it", ((times.last ?? 0) * 10).rounded() / 10, unit: "ms"),
      ])
  }
}
