/// Writes routes to standard output, as JSON documents that `openmcf apply -f -` and `kubectl apply -f -` read.
public func print(routes: [TCPRoute]) {
    for route in routes { Swift.print(route) }
}

/// Writes routes to standard output, as JSON documents that `openmcf apply -f -` and `kubectl apply -f -` read.
public func print(routes: TCPRoute...) { print(routes: routes) }
