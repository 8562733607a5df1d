using System.Text.RegularExpressions;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of a Node.</summary>
internal static partial class NodeRules
{
    [GeneratedRegex("^[A-Z][a-zA-Z0-9]*(/[a-zA-Z0-9]+)*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FeatureName();

    public static void Validate(ErrorList errors, Node node)
    {
        Taints(errors, node.Spec.Taints);
        Amounts(errors, node.Status.Capacity, FieldPath.Of("status", "capacity"));
        Amounts(errors, node.Status.Allocatable, FieldPath.Of("status", "allocatable"));
        Features(errors, node.Status.DeclaredFeatures);
        PodCidrs(errors, node.Spec.PodCIDRs);
    }

    private static void Taints(ErrorList errors, List<Taint>? taints)
    {
        // The path is the API server's own, although taints stand in the spec.
        var path = FieldPath.Of("metadata", "taints");
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < (taints?.Count ?? 0); i++)
        {
            var taint = taints![i];
            var at = path.Index(i);
            errors.AddInvalid(at.Child("key"), taint.Key, NameRules.QualifiedName(taint.Key));
            errors.AddInvalid(at.Child("value"), taint.Value, NameRules.LabelValue(taint.Value));
            if (taint.Effect.Length == 0) errors.Add(FieldError.Required(at.Child("effect")));
            else if (!TolerationRules.Effects.Contains(taint.Effect))
                errors.Add(FieldError.NotSupported(at.Child("effect"), taint.Effect, TolerationRules.Effects));
            if (!seen.Add((taint.Key, taint.Effect)))
                errors.Add(FieldError.Duplicate(at, Text(taint), "taints must be unique by key and effect pair"));
        }
    }

    private static JsonText Text(Taint taint) => new GoStruct().Add("Key", taint.Key).Add("Value", taint.Value).Add("Effect", taint.Effect)
        .Add("TimeAdded", taint.TimeAdded).Text;

    private static void Amounts(ErrorList errors, Dictionary<string, Quantity>? amounts, FieldPath path)
    {
        foreach (var (name, amount) in ResourceRules.Sorted(amounts))
        {
            ResourceRules.Quantity(errors, name, amount, path.Child(name));
        }
    }

    private static void Features(ErrorList errors, List<string>? features)
    {
        for (var i = 0; i < (features?.Count ?? 0); i++)
        {
            if (FeatureName().IsMatch(features![i])) continue;
            errors.Add(FieldError.Invalid(FieldPath.Of("status", "declaredFeatures").Index(i), features[i],
                $"invalid feature name \"{features[i]}\": must start with an UpperCamelCase segment, with subsequent segments separated " +
                "by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"));
        }
    }

    private static void PodCidrs(ErrorList errors, List<string>? cidrs)
    {
        var path = FieldPath.Of("spec", "podCIDRs");
        for (var i = 0; i < (cidrs?.Count ?? 0); i++)
            errors.AddInvalid(path.Index(i), cidrs![i], IpRules.LegacyNetwork(cidrs[i]));
        if (cidrs?.Count > 1)
        {
            var families = cidrs.Select(c => IpRules.IsIPv6(c.Split('/')[0])).ToArray();
            if (families.Length > 2 || families[0] == families[1])
                errors.Add(FieldError.Invalid(path, cidrs, "may specify no more than one CIDR for each IP family"));
        }
    }

    public static void Update(ErrorList errors, Node node, Node old)
    {
        Validate(errors, node);
        if (old.Spec.PodCIDRs is { Count: > 0 } before)
        {
            if (!before.SequenceEqual(node.Spec.PodCIDRs ?? []))
                errors.Add(FieldError.Forbidden(FieldPath.Of("spec", "podCIDRs"), "node updates may not change podCIDR except from \"\" to valid"));
        }
        if (old.Spec.ProviderID.Length > 0 && node.Spec.ProviderID != old.Spec.ProviderID)
        {
            errors.Add(FieldError.Forbidden(FieldPath.Of("spec", "providerID"),
                "node updates may not change providerID except from \"\" to valid"));
        }
    }
}
