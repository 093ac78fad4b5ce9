internal import Base
package import Bench

extension ProbeRequest {
  /// The same request by hand, to a module that `pitfall run … --port 8000` has started.
  package var curl: String {
    let method = method == "GET" ? "" : " -X \(method)"
    let fields = headers.map { " -H \(ShellWord.quoted("\($0.name): \($0.value)"))" }.joined()
    let data = body.isEmpty ? "" : " -d \(ShellWord.quoted(body))"
    return "curl -si\(method)\(fields)\(data) \(ShellWord.quoted("http://127.0.0.1:8000\(target)"))"
  }
}
