func attack() {
  say("\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\n=HYPERLINK(\"http://evil.example\",\"x\")\n+1+1\n@SUM(1)")
  say("<script>alert('pitfall')</script><img src=x onerror=alert(1)>\n]]><evil/>\nok 1 - all\nBail out!")
  say("\u{202e}gnp.exe\u{2066}\0\u{8}\u{7f}\u{2028}\u{feff}\u{fffe}")
  attempted()
}
