import Base
import Bench
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FreshValuesTests {
  @Test("The same seed and purpose give the same values, others give other values")
  func areReplayed() {
    func draw(_ seed: UInt64, _ purpose: String) -> [String] {
      let values = FreshValues(seed: seed, purpose: purpose)
      return (0..<20).map { _ in "\(values.word()) \(values.nonce()) \(values.amount())" }
    }
    #expect(draw(7, "a") == draw(7, "a"))
    #expect(Set(draw(7, "a") + draw(7, "b") + draw(8, "a")).count == 60)
  }

  @Test("Words are of capital letters, amounts have cents")
  func haveTheirShape() {
    let values = FreshValues(seed: 1, purpose: "shape")
    for _ in 0..<1_000 {
      #expect(values.word().allSatisfy { ("A"..."Z").contains($0) })
      let amount = values.amount()
      #expect(amount != amount.rounded())
      #expect((amount * 100 - (amount * 100).rounded()).magnitude < 1e-6)
    }
  }
}

extension FreshValuesTests {
  @Test("An identifier has the form of a UUID, and is new each time")
  func makesIdentifiers() {
    let values = FreshValues(seed: 1, purpose: "identifiers")
    let identifiers = (0..<1_000).map { _ in values.uuid() }
    #expect(
      identifiers.allSatisfy {
        $0.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/) != nil
      })
    #expect(Set(identifiers).count == 1_000)
  }
}

@Suite(.timeLimit(.minutes(10)))
struct PathTemplateTests {
  private let template = PathTemplate("/quotes/{symbol}/of/{day}")

  @Test("A template is filled with values")
  func isFilled() {
    #expect(template.placeholders == ["symbol", "day"])
    #expect(template.filled(with: ["symbol": "ABC", "day": "1"]) == "/quotes/ABC/of/1")
  }

  @Test("A template finds values in a path, decoded")
  func isMatched() {
    #expect(template.match("/quotes/A%20B/of/1") == ["symbol": "A B", "day": "1"])
  }

  @Test(
    "A template with a query finds its value in any form",
    arguments: ["/feed?client=a+b%2B%26", "/feed?x=1&client=a%20b%2b%26&y"])
  func findsQuery(target: String) {
    let template = PathTemplate("/feed?client={client}")
    #expect(template.placeholders == ["client"])
    let found = template.match(target)
    #expect(found == ["client": "a b+&"])
  }

  @Test("A template with a query does not match without it", arguments: ["/feed", "/feed?klient=1", "/feeds?client=1"])
  func needsQuery(target: String) {
    #expect(PathTemplate("/feed?client={client}").match(target) == nil)
  }

  @Test("A query that the template does not name is ignored")
  func ignoresQuery() {
    let found = template.match("/quotes/A/of/1?x=2")
    #expect(found == ["symbol": "A", "day": "1"])
  }

  @Test("Another path does not match", arguments: ["/quotes/A/of", "/quotes/A/of/1/2", "/quote/A/of/1", ""])
  func isPrecise(path: String) {
    #expect(template.match(path) == nil)
  }
}
