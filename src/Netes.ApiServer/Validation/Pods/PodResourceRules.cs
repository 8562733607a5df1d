using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Requests and limits of the Pod as a whole (KEP-2837).</summary>
internal static class PodResourceRules
{
    public static void Validate(ErrorList errors, PodSpec spec, FieldPath path, ContainerScope scope)
    {
        var resources = spec.Resources!;
        if (resources.Claims is not null)
            errors.Add(FieldError.Forbidden(path.Child("claims"), "claims may not be set for Resources at pod-level"));
        ResourceRules.Requirements(errors, resources, path, scope.Claims, ResourceUse.Pod);
        RequestsCoverContainers(errors, spec, path.Child("requests"));
        ContainerLimitsWithin(errors, spec, path.Child("limits"));
    }

    private static void RequestsCoverContainers(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.Resources!.Requests is not { } requests) return;
        var needed = PodRequests.OfContainers(spec);
        foreach (var (name, amount) in ResourceRules.Sorted(requests))
        {
            if (needed.TryGetValue(name, out var sum) && sum > amount)
            {
                errors.Add(FieldError.Invalid(path.Key(name), amount,
                    $"must be greater than or equal to aggregate container requests of {sum}"));
            }
        }
    }

    private static void ContainerLimitsWithin(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.Resources!.Limits is not { } limits) return;
        foreach (var container in spec.Containers ?? [])
        {
            foreach (var (name, amount) in ResourceRules.Sorted(container.Resources.Limits))
            {
                if (limits.TryGetValue(name, out var limit) && amount > limit)
                    errors.Add(FieldError.Invalid(path.Key(name), amount, $"must be less than or equal to pod limits of {limit}"));
            }
        }
    }
}
