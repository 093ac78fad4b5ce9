import Bench
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TrafficTests {
  @Test("A sentence leads to the first request that it names and that failed, else to the beginning")
  func findsRequests() {
    let traffic = Traffic(start: 3)
    func note(_ target: String, _ status: Int, _ mark: Int) {
      let exchange = Exchange(ProbeRequest("GET", target), .answer(Answer(status: status)))
      traffic.note(exchange, sentAt: mark, answeredAt: mark + 5)
    }
    #expect(traffic.output(ofRequestNamedIn: "GET /users returned 500") == 3..<Int.max)
    note("/users", 200, 10)
    note("/users", 500, 20)
    note("/users?skip=10", 500, 30)
    note("/items", 200, 34)
    note("/users?skip=10", 500, 40)
    #expect(traffic.output(ofRequestNamedIn: "GET /users returned 500") == 20..<35)
    #expect(traffic.output(ofRequestNamedIn: "GET /users?skip=10 returned 500") == 30..<45)
    #expect(traffic.output(ofRequestNamedIn: "GET /ok returned 500") == 3..<Int.max)
  }
}
