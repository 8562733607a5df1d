namespace Netes.Network.Proxy;

/// <summary>The kernel's packet filter, as the proxy uses it.</summary>
public interface INftables
{
    /// <summary>Carries out one transaction: all of it or nothing.</summary>
    /// <exception cref="NftablesException">nft refused it, or can't be run.</exception>
    Task ApplyAsync(string transaction, CancellationToken cancellationToken);

    /// <summary>Whether the table is there; somebody may flush the whole ruleset behind our back.</summary>
    Task<bool> TableExistsAsync(IpFamily family, string table, CancellationToken cancellationToken);
}

/// <summary>nft refused a transaction or could not be run.</summary>
public sealed class NftablesException : Exception
{
    public NftablesException(string message)
        : base(message)
    {
    }

    public NftablesException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public NftablesException()
    {
    }
}
