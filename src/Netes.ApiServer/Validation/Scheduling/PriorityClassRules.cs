using Netes.Api.SchedulingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Scheduling;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass</summary>
internal static class PriorityClassRules
{
    /// <summary>Everything above is the system's.</summary>
    private const int HighestOfUsers = 1_000_000_000;
    private const string SystemPrefix = "system-";

    private static readonly (string Name, int Value)[] SystemClasses =
        [("system-node-critical", 2 * HighestOfUsers + 1000), ("system-cluster-critical", 2 * HighestOfUsers)];

    public static void Create(ErrorList errors, PriorityClass priorityClass)
    {
        var name = priorityClass.Metadata.Name;
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (SystemError(priorityClass) is { } wrong)
            {
                errors.Add(FieldError.Forbidden(FieldPath.Of("metadata", "name"),
                    $"priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {wrong}"));
            }
        }
        else if (priorityClass.Value > HighestOfUsers)
        {
            errors.Add(FieldError.Forbidden(FieldPath.Of("value"), $"maximum allowed value of a user defined priority is {HighestOfUsers}"));
        }
        var policy = FieldPath.Of("preemptionPolicy");
        switch (priorityClass.PreemptionPolicy)
        {
            case null or "PreemptLowerPriority" or "Never":
                break;
            case "":
                errors.Add(FieldError.Required(policy));
                break;
            default:
                errors.Add(FieldError.NotSupported(policy, priorityClass.PreemptionPolicy, "PreemptLowerPriority", "Never"));
                break;
        }
    }

    public static void Update(ErrorList errors, PriorityClass priorityClass, PriorityClass old)
    {
        if (priorityClass.Value != old.Value) errors.Add(FieldError.Forbidden(FieldPath.Of("value"), "may not be changed in an update."));
        if (priorityClass.PreemptionPolicy != old.PreemptionPolicy)
            errors.Add(FieldError.Invalid(FieldPath.Of("preemptionPolicy"), priorityClass.PreemptionPolicy, Messages.Immutable));
    }

    private static string? SystemError(PriorityClass priorityClass)
    {
        var name = priorityClass.Metadata.Name;
        foreach (var known in SystemClasses)
        {
            if (known.Name != name) continue;
            if (known.Value != priorityClass.Value) return $"value of {name} PriorityClass must be {known.Value}";
            return priorityClass.GlobalDefault ? $"globalDefault of {name} PriorityClass must be false" : null;
        }
        return $"{name} is not a known system priority class";
    }
}
