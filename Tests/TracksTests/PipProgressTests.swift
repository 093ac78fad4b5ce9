import Testing
import Tracks

/// The part of pip's output that is shown to a waiting user.
@Suite(.timeLimit(.minutes(10)))
struct PipProgressTests {
  @Test("Packages are counted as they are fetched, and never beyond their number")
  func counts() {
    var progress = PipProgress(total: 2)
    #expect(progress.line(for: "Collecting fastapi==0.110.0") == "fetching 1 of 2: fastapi 0.110.0")
    #expect(progress.line(for: "  Downloading fastapi-0.110.0-py3-none-any.whl (92 kB)") == nil)
    #expect(
      progress.line(for: "Collecting uvicorn==0.29.0 (from -r requirements.txt)") == "fetching 2 of 2: uvicorn 0.29.0")
    #expect(progress.line(for: "Collecting wheel") == "fetching 2 of 2: wheel")
  }

  @Test("The installation and an index that does not respond are reported; everything else is not")
  func saysWhatMatters() {
    var progress = PipProgress(total: 7)
    #expect(progress.line(for: "Installing collected packages: anyio, h11") == "installing 7 packages")
    #expect(
      progress.line(for: "WARNING: Retrying (Retry(total=4)) after connection broken")
        == "the package index does not answer, trying again")
    for line in ["", "Collecting", "WARNING: You are using pip version 20", "Successfully installed anyio-4.3.0"] {
      #expect(progress.line(for: line) == nil)
    }
  }
}
