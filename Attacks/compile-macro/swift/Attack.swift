@freestanding(expression) macro stolen() -> String = #externalMacro(module: "Loot", type: "Stolen")

func attack() { escaped(#stolen()) }
