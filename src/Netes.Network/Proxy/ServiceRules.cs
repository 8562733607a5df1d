namespace Netes.Network.Proxy;

/// <summary>The name of a set or map, and the key of one element in it.</summary>
internal readonly record struct ElementKey(string Container, string Key);

/// <summary>
/// Everything in the table that belongs to one Service. Two of these, old and new, are all that a transaction is made from.
/// </summary>
internal sealed class ServiceRules
{
    public static readonly ServiceRules Empty = new();

    /// <summary>Chain name → its rules.</summary>
    public Dictionary<string, string[]> Chains { get; } = new(StringComparer.Ordinal);

    /// <summary>Set name → its declaration; sets hold the kernel's own state (who is stuck to which endpoint).</summary>
    public Dictionary<string, string> Sets { get; } = new(StringComparer.Ordinal);

    /// <summary>Element → verdict; empty for an element of a plain set.</summary>
    public Dictionary<ElementKey, string> Elements { get; } = [];
}
