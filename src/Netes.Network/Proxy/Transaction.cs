using System.Text;

namespace Netes.Network.Proxy;

/// <summary>
/// Collects changes in any order and writes them in the one order that nft takes: what is referred to exists before the
/// reference, and references go before what they refer to.
/// </summary>
internal sealed class Transaction(IpFamily family)
{
    private readonly string _table = $"{family.Nft} {BaseRules.Table}";
    private readonly StringBuilder _declarations = new();
    private readonly StringBuilder _rules = new();
    private readonly StringBuilder _retirements = new();
    private readonly Dictionary<string, List<string>> _deletedElements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _addedElements = new(StringComparer.Ordinal);

    public void AddSet(string set, string declaration) =>
        _declarations.Append($"add set {_table} {set} {{ {declaration} }}\n");

    public void AddChain(string chain) => _declarations.Append($"add chain {_table} {chain}\n");

    public void FlushChain(string chain) => _rules.Append($"flush chain {_table} {chain}\n");

    public void SetRules(string chain, IReadOnlyList<string> rules)
    {
        foreach (string rule in rules)
        {
            _rules.Append($"add rule {_table} {chain} {rule}\n");
        }
    }

    public void Retire(string chain) => _retirements.Append($"flush chain {_table} {chain}\n");

    /// <summary>Adds, replaces or removes an element; null stands for absent, "" for an element without a verdict.</summary>
    public void ChangeElement(ElementKey key, string? before, string? after)
    {
        if (before == after)
        {
            return;
        }

        if (before is not null)
        {
            Elements(_deletedElements, key.Container).Add(Element(key.Key, before));
        }

        if (after is not null)
        {
            Elements(_addedElements, key.Container).Add(Element(key.Key, after));
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append(_declarations);
        AppendElements(text, "delete", _deletedElements);
        text.Append(_rules);
        AppendElements(text, "add", _addedElements);
        return text.Append(_retirements).ToString();
    }

    private static List<string> Elements(Dictionary<string, List<string>> lists, string container) =>
        lists.TryGetValue(container, out List<string>? list) ? list : lists[container] = [];

    private static string Element(string key, string verdict) => verdict.Length == 0 ? key : $"{key} : {verdict}";

    private void AppendElements(StringBuilder text, string verb, Dictionary<string, List<string>> lists)
    {
        foreach ((string container, List<string> elements) in lists)
        {
            text.Append($"{verb} element {_table} {container} {{ {string.Join(", ", elements)} }}\n");
        }
    }
}
