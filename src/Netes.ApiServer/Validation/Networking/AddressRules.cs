using Netes.Api.NetworkingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Networking;

/// <summary>The rules of IPAddress and ServiceCIDR (KEP-1880).</summary>
internal static class AddressRules
{
    private const string OnePerFamily = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64";

    public static void Owner(ErrorList errors, ParentReference? owner)
    {
        var path = FieldPath.Of("spec", "parentRef");
        if (owner is null)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        if (owner.Group.Length > 0) errors.AddInvalid(path.Child("group"), owner.Group, NameRules.DnsSubdomain(owner.Group));
        ReferenceRules.Segment(errors, owner.Resource, path.Child("resource"));
        ReferenceRules.Segment(errors, owner.Name, path.Child("name"));
        if (owner.Namespace.Length > 0) errors.AddInvalid(path.Child("namespace"), owner.Namespace, NameRules.PathSegment(owner.Namespace));
    }

    public static void OwnerStays(ErrorList errors, ParentReference? owner, ParentReference? old)
    {
        if (owner is null ? old is null : owner.DeepEquals(old)) return;
        var text = owner is null ? null : (object)new GoStruct().Add("Group", owner.Group).Add("Resource", owner.Resource)
            .Add("Namespace", owner.Namespace).Add("Name", owner.Name).Text;
        errors.Add(FieldError.Invalid(FieldPath.Of("spec", "parentRef"), text, Messages.Immutable));
    }

    public static void Ranges(ErrorList errors, List<string>? ranges)
    {
        var path = FieldPath.Of("spec", "cidrs");
        if (ranges is not { Count: > 0 })
        {
            errors.Add(FieldError.Required(path, "at least one CIDR required"));
            return;
        }
        if (ranges.Count > 2 || (ranges.Count == 2 && SameFamily(ranges[0], ranges[1])))
        {
            errors.Add(FieldError.Invalid(path, ranges, OnePerFamily));
            if (ranges.Count > 2) return;
        }
        for (var i = 0; i < ranges.Count; i++)
            Range(errors, ranges[i], path.Index(i));
    }

    private static void Range(ErrorList errors, string range, FieldPath path)
    {
        var wrong = IpRules.Network(range);
        errors.AddInvalid(path, range, wrong);
        if (wrong.Count > 0 || !range.Contains(':')) return;
        var canonical = IpRules.Canonical(range);
        if (canonical != range) errors.Add(FieldError.Invalid(path, range, $"must be in canonical form ({GoValue.Quote(canonical)})"));
    }

    /// <summary>A range may get a second one of the other family, and nothing else may change.</summary>
    public static void RangesStay(ErrorList errors, List<string>? ranges, List<string>? old)
    {
        var path = FieldPath.Of("spec", "cidrs");
        var now = ranges ?? [];
        var before = old ?? [];
        if (now.Count != before.Count && !(before.Count == 1 && now.Count == 2))
        {
            errors.Add(FieldError.Invalid(path, now, Messages.Immutable));
            return;
        }
        for (var i = 0; i < before.Count; i++)
        {
            if (now[i] != before[i]) errors.Add(FieldError.Invalid(path.Index(i), now[i], Messages.Immutable));
        }
        if (now.Count == before.Count) return;
        if (SameFamily(now[0], now[1])) errors.Add(FieldError.Invalid(path, now, OnePerFamily));
        Range(errors, now[1], path.Index(1));
    }

    private static bool SameFamily(string a, string b) => IpRules.TryParseNetwork(a, out var first, out _) &&
        IpRules.TryParseNetwork(b, out var second, out _) && IpRules.IsIPv6(first) == IpRules.IsIPv6(second);
}
