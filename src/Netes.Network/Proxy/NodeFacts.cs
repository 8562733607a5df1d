namespace Netes.Network.Proxy;

/// <summary>What the proxy has to know about the node that it runs on.</summary>
/// <param name="Name">The Node's name, for endpoints "on this node".</param>
/// <param name="Zone">The node's topology.kubernetes.io/zone label; "" when it has none.</param>
public sealed record NodeFacts(string Name, string Zone = "");
