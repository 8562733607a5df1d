namespace Netes.Network.Proxy;

/// <summary>The kernel's connection tracking table, as the proxy uses it.</summary>
internal interface IConntrack
{
    /// <summary>Forgets matching entries; none matching is no error.</summary>
    Task DeleteAsync(IpFamily family, StaleFlow flow, CancellationToken cancellationToken);
}
