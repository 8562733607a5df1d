namespace Netes.Network.Proxy;

/// <summary>Which Service.</summary>
internal readonly record struct ServiceName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
