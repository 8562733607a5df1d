using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#affinity-and-anti-affinity</summary>
internal static class AffinityRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Validate(ErrorList errors, Affinity? affinity, FieldPath path)
    {
        if (affinity is null) return;
        if (affinity.NodeAffinity is { } node) Node(errors, node, path.Child("nodeAffinity"));
        if (affinity.PodAffinity is { } pod)
        {
            Terms(errors, pod.RequiredDuringSchedulingIgnoredDuringExecution,
                pod.PreferredDuringSchedulingIgnoredDuringExecution, path.Child("podAffinity"));
        }
        if (affinity.PodAntiAffinity is { } anti)
        {
            Terms(errors, anti.RequiredDuringSchedulingIgnoredDuringExecution,
                anti.PreferredDuringSchedulingIgnoredDuringExecution, path.Child("podAntiAffinity"));
        }
    }

    private static void Node(ErrorList errors, NodeAffinity affinity, FieldPath path)
    {
        if (affinity.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
            NodeSelector(errors, required, path.Child(Required));
        for (var i = 0; i < (affinity.PreferredDuringSchedulingIgnoredDuringExecution?.Count ?? 0); i++)
        {
            var term = affinity.PreferredDuringSchedulingIgnoredDuringExecution![i];
            var at = path.Child(Preferred).Index(i);
            if (term.Weight is <= 0 or > 100)
                errors.Add(FieldError.Invalid(at.Child("weight"), term.Weight, "must be in the range 1-100"));
            NodeSelectorTerm(errors, term.Preference, at.Child("preference"));
        }
    }

    /// <summary>Also a PersistentVolume's node affinity.</summary>
    public static void NodeSelector(ErrorList errors, NodeSelector selector, FieldPath path)
    {
        var terms = path.Child("nodeSelectorTerms");
        if ((selector.NodeSelectorTerms?.Count ?? 0) == 0)
            errors.Add(FieldError.Required(terms, "must have at least one node selector term"));
        for (var i = 0; i < (selector.NodeSelectorTerms?.Count ?? 0); i++)
            NodeSelectorTerm(errors, selector.NodeSelectorTerms![i], terms.Index(i));
    }

    private static void NodeSelectorTerm(ErrorList errors, NodeSelectorTerm term, FieldPath path)
    {
        for (var i = 0; i < (term.MatchExpressions?.Count ?? 0); i++)
            LabelRequirement(errors, term.MatchExpressions![i], path.Child("matchExpressions").Index(i));
        for (var i = 0; i < (term.MatchFields?.Count ?? 0); i++)
            FieldRequirement(errors, term.MatchFields![i], path.Child("matchFields").Index(i));
    }

    private static void LabelRequirement(ErrorList errors, NodeSelectorRequirement requirement, FieldPath path)
    {
        var values = requirement.Values ?? [];
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                    errors.Add(FieldError.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                    errors.Add(FieldError.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "Gt" or "Lt":
                if (values.Count != 1)
                    errors.Add(FieldError.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                break;
            default:
                errors.Add(FieldError.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator"));
                break;
        }
        errors.AddInvalid(path.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
        if (requirement.Operator is "In" or "NotIn")
        {
            for (var i = 0; i < values.Count; i++)
                errors.AddInvalid(path.Child("values").Index(i), values[i], NameRules.LabelValue(values[i]));
        }
    }

    private static void FieldRequirement(ErrorList errors, NodeSelectorRequirement requirement, FieldPath path)
    {
        var values = requirement.Values ?? [];
        if (requirement.Operator is "In" or "NotIn")
        {
            if (values.Count != 1)
            {
                errors.Add(FieldError.Required(path.Child("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
            }
        }
        else
        {
            errors.Add(FieldError.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator"));
        }
        if (requirement.Key != "metadata.name")
        {
            errors.Add(FieldError.Invalid(path.Child("key"), requirement.Key, "not a valid field selector key"));
            return;
        }
        for (var i = 0; i < values.Count; i++)
            errors.AddInvalid(path.Child("values").Index(i), values[i], NameRules.DnsSubdomain(values[i]));
    }

    private static void Terms(ErrorList errors, List<PodAffinityTerm>? required, List<WeightedPodAffinityTerm>? preferred, FieldPath path)
    {
        for (var i = 0; i < (required?.Count ?? 0); i++)
            PodTerm(errors, required![i], path.Child(Required).Index(i));
        for (var i = 0; i < (preferred?.Count ?? 0); i++)
        {
            var at = path.Child(Preferred).Index(i);
            if (preferred![i].Weight is <= 0 or > 100)
                errors.Add(FieldError.Invalid(at.Child("weight"), preferred[i].Weight, "must be in the range 1-100"));
            PodTerm(errors, preferred[i].PodAffinityTerm, at.Child("podAffinityTerm"));
        }
    }

    private static void PodTerm(ErrorList errors, PodAffinityTerm term, FieldPath path)
    {
        LabelRules.Selector(errors, term.LabelSelector, path.Child("labelSelector"));
        LabelRules.Selector(errors, term.NamespaceSelector, path.Child("namespaceSelector"));
        foreach (var name in term.Namespaces ?? [])
            errors.AddInvalid(path.Child("namespace"), name, NameRules.DnsLabel(name));
        MatchLabelKeys(errors, term, path);
        if (term.TopologyKey.Length == 0) errors.Add(FieldError.Required(path.Child("topologyKey"), "can not be empty"));
        errors.AddInvalid(path.Child("topologyKey"), term.TopologyKey, NameRules.QualifiedName(term.TopologyKey));
    }

    /// <summary>KEP-3633: keys that are looked up on the Pod and merged into the selector.</summary>
    private static void MatchLabelKeys(ErrorList errors, PodAffinityTerm term, FieldPath path)
    {
        Keys(errors, term.MatchLabelKeys, term, path.Child("matchLabelKeys"));
        Keys(errors, term.MismatchLabelKeys, term, path.Child("mismatchLabelKeys"));
        for (var i = 0; i < (term.MatchLabelKeys?.Count ?? 0); i++)
        {
            if (term.MismatchLabelKeys?.Contains(term.MatchLabelKeys![i]) is true)
            {
                errors.Add(FieldError.Invalid(path.Child("matchLabelKeys").Index(i), term.MatchLabelKeys![i],
                    "exists in both matchLabelKeys and mismatchLabelKeys"));
            }
        }
    }

    private static void Keys(ErrorList errors, List<string>? keys, PodAffinityTerm term, FieldPath path)
    {
        if (keys is null || keys.Count == 0) return;
        if (term.LabelSelector is null)
        {
            errors.Add(FieldError.Forbidden(path, "must not be specified when labelSelector is not set"));
            return;
        }
        for (var i = 0; i < keys.Count; i++)
            errors.AddInvalid(path.Index(i), keys[i], NameRules.QualifiedName(keys[i]));
    }
}
