HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07\x9b31m\n=HYPERLINK(\"http://evil.example\",\"x\")\n+1+1\n-1+1\n@SUM(1)\n\t=1\n<script>alert('pitfall')</script><img src=x onerror=alert(1)>\n]]><evil/>\nok 1 - all\nBail out!\n\u202egnp.exe\u2066\u2069\x00\x08\x7f\u2028\ufeff\U000e0001\ufffe"


raise SystemExit(HOSTILE) from RuntimeError(HOSTILE)
