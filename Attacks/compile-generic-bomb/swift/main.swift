struct Pair<A, B> { var a: A; var b: B }
func pair<T>(_ t: T) -> Pair<T, T> { Pair(a: t, b: t) }
let bomb = pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(pair(1))))))))))))))))))))))))
print(bomb)
