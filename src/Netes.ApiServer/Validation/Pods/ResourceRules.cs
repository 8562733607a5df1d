using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>For whom resources are asked.</summary>
internal enum ResourceUse
{
    Container,
    Pod,
}

/// <summary>Requests and limits: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/</summary>
internal static class ResourceRules
{
    public static void Requirements(ErrorList errors, ResourceRequirements resources, FieldPath path, IReadOnlySet<string> podClaims,
        ResourceUse use)
    {
        var limitsPath = path.Child("limits");
        var requestsPath = path.Child("requests");
        bool huge = false, cpuOrMemory = false;
        foreach (var (name, quantity) in Sorted(resources.Limits))
        {
            var at = limitsPath.Key(name);
            Name(errors, name, at, use);
            Quantity(errors, name, quantity, at);
            huge |= ResourceNames.IsHugePages(name);
            cpuOrMemory |= name is "cpu" or "memory";
        }
        foreach (var (name, quantity) in Sorted(resources.Requests))
        {
            var at = requestsPath.Key(name);
            Name(errors, name, at, use);
            Quantity(errors, name, quantity, at);
            RequestWithinLimit(errors, name, quantity, resources.Limits, requestsPath, limitsPath);
            huge |= ResourceNames.IsHugePages(name);
            cpuOrMemory |= name is "cpu" or "memory";
        }
        if (huge && !cpuOrMemory) errors.Add(FieldError.Forbidden(path, "HugePages require cpu or memory"));
        Claims(errors, resources.Claims, path.Child("claims"), podClaims);
    }

    /// <summary>A plain list of amounts: a Pod's overhead.</summary>
    public static void List(ErrorList errors, Dictionary<string, Quantity> amounts, FieldPath path, ResourceUse use)
    {
        foreach (var (name, quantity) in Sorted(amounts))
        {
            Name(errors, name, path.Key(name), use);
            Quantity(errors, name, quantity, path.Key(name));
        }
    }

    private static void RequestWithinLimit(ErrorList errors, string name, Quantity request, Dictionary<string, Quantity>? limits,
        FieldPath requestsPath, FieldPath limitsPath)
    {
        if (limits is null || !limits.TryGetValue(name, out var limit))
        {
            if (!ResourceNames.MayOvercommit(name))
                errors.Add(FieldError.Required(limitsPath, "Limit must be set for non overcommitable resources"));
            return;
        }
        if (request != limit && !ResourceNames.MayOvercommit(name))
            errors.Add(FieldError.Invalid(requestsPath, request, $"must be equal to {name} limit of {limit}"));
        else if (request > limit)
            errors.Add(FieldError.Invalid(requestsPath, request, $"must be less than or equal to {name} limit of {limit}"));
    }

    private static void Name(ErrorList errors, string name, FieldPath path, ResourceUse use)
    {
        Qualified(errors, name, path);
        if (use == ResourceUse.Pod)
        {
            // A bare unknown name was already refused as no standard resource.
            if (ResourceNames.IsStandard(name) && !IsPodLevel(name))
                errors.Add(FieldError.NotSupported(path, name, "cpu", "hugepages-", "memory"));
            return;
        }
        OfContainer(errors, name, path);
    }

    /// <summary>What a container may ask for.</summary>
    public static void ContainerName(ErrorList errors, string name, FieldPath path)
    {
        Qualified(errors, name, path);
        OfContainer(errors, name, path);
    }

    private static void OfContainer(ErrorList errors, string name, FieldPath path)
    {
        if (!name.Contains('/'))
        {
            if (!ResourceNames.IsStandardContainer(name))
                errors.Add(FieldError.Invalid(path, name, "must be a standard resource for containers"));
        }
        else if (!ResourceNames.IsNative(name) && !ResourceNames.IsExtended(name))
        {
            errors.Add(FieldError.Invalid(path, name, "doesn't follow extended resource name standard"));
        }
    }

    private static bool IsPodLevel(string name) => name is "cpu" or "memory" || ResourceNames.IsHugePages(name);

    /// <summary>The rule of any resource name.</summary>
    public static void Qualified(ErrorList errors, string name, FieldPath path)
    {
        var wrong = NameRules.QualifiedName(name);
        errors.AddInvalid(path, name, wrong);
        if (wrong.Count == 0 && !name.Contains('/') && !ResourceNames.IsStandard(name))
            errors.Add(FieldError.Invalid(path, name, "must be a standard resource type or fully qualified"));
    }

    public static void Quantity(ErrorList errors, string name, Quantity quantity, FieldPath path)
    {
        if (quantity.Sign < 0) errors.Add(FieldError.Invalid(path, quantity, Messages.NonNegative));
        if (ResourceNames.IsInteger(name) && !quantity.IsInteger) errors.Add(FieldError.Invalid(path, quantity, "must be an integer"));
    }

    private static void Claims(ErrorList errors, List<ResourceClaim>? claims, FieldPath path, IReadOnlySet<string> podClaims)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (claims?.Count ?? 0); i++)
        {
            var claim = claims![i];
            var at = path.Index(i);
            if (claim.Name.Length == 0) errors.Add(FieldError.Required(at));
            else
            {
                if (!seen.Add(claim.Name)) errors.Add(FieldError.Duplicate(at, claim.Name));
                if (!podClaims.Contains(claim.Name))
                {
                    errors.Add(FieldError.NotFound(at, claim.Name, "must be one of the names in pod.spec.resourceClaims" +
                        (podClaims.Count == 0 ? " which is empty" : ": " + string.Join(", ", podClaims.Order(StringComparer.Ordinal)))));
                }
            }
            if (claim.Request.Length > 0) errors.AddInvalid(at.Child("request"), claim.Request, NameRules.DnsLabel(claim.Request));
        }
    }

    internal static IEnumerable<KeyValuePair<string, Quantity>> Sorted(Dictionary<string, Quantity>? amounts) =>
        amounts is null ? [] : amounts.Count < 2 ? amounts : amounts.OrderBy(p => p.Key, StringComparer.Ordinal);
}
