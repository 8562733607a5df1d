using System.Text;

namespace Netes.Network.Proxy;

/// <summary>
/// What one family's table should hold, and the transactions that lead there. A change costs what changed: only the Services
/// in it are looked at. No I/O; whoever applies a transaction and fails asks for <see cref="RenderAll"/> next.
/// </summary>
internal sealed class Ruleset(IpFamily family, IReadOnlyList<string> serviceCidrs, IReadOnlyList<string> nodePortCidrs)
{
    private readonly Dictionary<ServiceName, ServiceRules> _services = [];

    // An address and port belongs to one Service. Two may claim it (an external IP named twice, or a ClusterIP given to a new
    // Service whose event overtook the old one's deletion): the first holds it, the others wait until it is free.
    private readonly Dictionary<ElementKey, ServiceName> _holders = [];
    private readonly Dictionary<ElementKey, List<ServiceName>> _waiting = [];

    // Chains and sets that nothing refers to any more. The kernel counts references by map elements down only after the
    // transaction that removes them, so these are emptied at once and deleted by a later transaction.
    private readonly HashSet<string> _retiredChains = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retiredSets = new(StringComparer.Ordinal);

    public int ServiceCount => _services.Count;

    /// <summary>Whether a later <see cref="RenderRetired"/> has something to delete.</summary>
    public bool HasRetired => _retiredChains.Count > 0 || _retiredSets.Count > 0;

    /// <summary>
    /// Takes new rules for the given Services (<see cref="ServiceRules.Empty"/> for one that is gone) and gives the
    /// transaction from the old to the new; "" when they are the same.
    /// </summary>
    public string Change(IReadOnlyCollection<KeyValuePair<ServiceName, ServiceRules>> changes)
    {
        var transaction = new Transaction(family);
        var changedElements = new Dictionary<ElementKey, (string? Old, string? New)>();

        foreach ((ServiceName name, ServiceRules rules) in changes)
        {
            Release(name, Current(name), rules, changedElements);
        }

        foreach ((ServiceName name, ServiceRules rules) in changes)
        {
            ServiceRules old = Current(name);
            Claim(name, old, rules, changedElements);
            ChangeChains(transaction, old, rules);
            if (rules.Chains.Count == 0 && rules.Elements.Count == 0)
            {
                _services.Remove(name);
            }
            else
            {
                _services[name] = rules;
            }
        }

        GiveFreeElementsToWaiting(changedElements);
        foreach ((ElementKey key, (string? before, string? after)) in changedElements)
        {
            transaction.ChangeElement(key, before, after);
        }

        return transaction.ToString();
    }

    /// <summary>The whole table as one transaction that replaces whatever is there.</summary>
    public string RenderAll()
    {
        _retiredChains.Clear();
        _retiredSets.Clear();
        var transaction = new Transaction(family);
        foreach (ServiceRules rules in _services.Values)
        {
            ChangeChains(transaction, ServiceRules.Empty, rules);
        }

        foreach ((ElementKey key, ServiceName holder) in _holders)
        {
            transaction.ChangeElement(key, null, _services[holder].Elements[key]);
        }

        return BaseRules.Render(family, serviceCidrs, nodePortCidrs) + transaction;
    }

    /// <summary>Deletes what earlier transactions left empty; "" when there is nothing.</summary>
    public string RenderRetired()
    {
        var text = new StringBuilder();
        foreach (string chain in _retiredChains)
        {
            text.Append($"delete chain {family.Nft} {BaseRules.Table} {chain}\n");
        }

        foreach (string set in _retiredSets)
        {
            text.Append($"delete set {family.Nft} {BaseRules.Table} {set}\n");
        }

        _retiredChains.Clear();
        _retiredSets.Clear();
        return text.ToString();
    }

    private ServiceRules Current(ServiceName name) => _services.GetValueOrDefault(name, ServiceRules.Empty);

    private void Release(
        ServiceName name, ServiceRules old, ServiceRules rules, Dictionary<ElementKey, (string? Old, string? New)> changed)
    {
        foreach ((ElementKey key, string verdict) in old.Elements)
        {
            if (rules.Elements.ContainsKey(key))
            {
                continue;
            }

            if (_holders.TryGetValue(key, out ServiceName holder) && holder == name)
            {
                _holders.Remove(key);
                changed[key] = (verdict, null);
            }
            else if (_waiting.TryGetValue(key, out List<ServiceName>? waiting) && waiting.Remove(name) && waiting.Count == 0)
            {
                _waiting.Remove(key);
            }
        }
    }

    private void Claim(
        ServiceName name, ServiceRules old, ServiceRules rules, Dictionary<ElementKey, (string? Old, string? New)> changed)
    {
        foreach ((ElementKey key, string verdict) in rules.Elements)
        {
            if (!_holders.TryGetValue(key, out ServiceName holder))
            {
                _holders[key] = name;
                changed[key] = (changed.TryGetValue(key, out var earlier) ? earlier.Old : null, verdict);
            }
            else if (holder == name)
            {
                string before = old.Elements[key];
                if (before != verdict)
                {
                    changed[key] = (before, verdict);
                }
            }
            else
            {
                List<ServiceName> waiting = _waiting.TryGetValue(key, out List<ServiceName>? there) ? there : _waiting[key] = [];
                if (!waiting.Contains(name))
                {
                    waiting.Add(name);
                }
            }
        }
    }

    private void GiveFreeElementsToWaiting(Dictionary<ElementKey, (string? Old, string? New)> changed)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        foreach (ElementKey key in _waiting.Keys.Where(key => !_holders.ContainsKey(key)).ToArray())
        {
            List<ServiceName> waiting = _waiting[key];
            ServiceName next = waiting[0];
            waiting.RemoveAt(0);
            if (waiting.Count == 0)
            {
                _waiting.Remove(key);
            }

            _holders[key] = next;
            changed[key] = (changed.TryGetValue(key, out var earlier) ? earlier.Old : null, _services[next].Elements[key]);
        }
    }

    private void ChangeChains(Transaction transaction, ServiceRules old, ServiceRules rules)
    {
        foreach ((string set, string declaration) in rules.Sets)
        {
            if (!old.Sets.ContainsKey(set))
            {
                transaction.AddSet(set, declaration);
                _retiredSets.Remove(set);
            }
        }

        foreach ((string chain, string[] lines) in rules.Chains)
        {
            string[]? before = old.Chains.GetValueOrDefault(chain);
            if (before is null)
            {
                // It may still be there, emptied but not yet deleted.
                transaction.AddChain(chain);
                _retiredChains.Remove(chain);
                transaction.SetRules(chain, lines);
            }
            else if (!before.AsSpan().SequenceEqual(lines))
            {
                transaction.FlushChain(chain);
                transaction.SetRules(chain, lines);
            }
        }

        foreach (string chain in old.Chains.Keys)
        {
            if (!rules.Chains.ContainsKey(chain))
            {
                transaction.Retire(chain);
                _retiredChains.Add(chain);
            }
        }

        foreach (string set in old.Sets.Keys)
        {
            if (!rules.Sets.ContainsKey(set))
            {
                _retiredSets.Add(set);
            }
        }
    }
}
