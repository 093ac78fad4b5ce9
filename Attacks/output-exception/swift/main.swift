#warning("\u{1b}[2J=1+1 <script>alert('pitfall')</script> ]]> [31m")
#error("=HYPERLINK() <script>alert('pitfall')</script> ]]> [31m")
let ‮gnp = 1
let `=1+1<script>` = 2
