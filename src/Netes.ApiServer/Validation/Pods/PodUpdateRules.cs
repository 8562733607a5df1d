using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What an update of a Pod may change: images, deadlines, added tolerations, opened gates, and little else.</summary>
internal static class PodUpdateRules
{
    private const string OnlyThese = "pod updates may not change fields other than `spec.containers[*].image`," +
        "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(ErrorList errors, Pod pod, Pod old, FieldPath path)
    {
        if (SameNumber(errors, pod.Spec.Containers, old.Spec.Containers, path.Child("containers"))) return;
        if (SameNumber(errors, pod.Spec.InitContainers, old.Spec.InitContainers, path.Child("initContainers"))) return;
        ActiveDeadline(errors, pod.Spec.ActiveDeadlineSeconds, old.Spec.ActiveDeadlineSeconds, path.Child("activeDeadlineSeconds"));
        Gates(errors, pod.Spec.SchedulingGates, old.Spec.SchedulingGates, path.Child("schedulingGates"));
        Tolerations(errors, pod.Spec.Tolerations, old.Spec.Tolerations, path.Child("tolerations"));
        if (pod.Spec.DeepEquals(old.Spec)) return;
        var allowed = WithAllowedChanges(old.Spec, pod.Spec);
        if (!allowed.DeepEquals(pod.Spec))
            errors.Add(FieldError.Forbidden(path, OnlyThese + "\n" + JsonDiff.Of(ApiJson.SerializeValue(allowed), ApiJson.SerializeValue(pod.Spec))));
    }

    private static bool SameNumber(ErrorList errors, List<Container>? mine, List<Container>? theirs, FieldPath path)
    {
        if ((mine?.Count ?? 0) == (theirs?.Count ?? 0)) return false;
        errors.Add(FieldError.Forbidden(path, "pod updates may not add or remove containers"));
        return true;
    }

    private static void ActiveDeadline(ErrorList errors, long? mine, long? theirs, FieldPath path)
    {
        if (mine is { } seconds)
        {
            if (theirs is { } before && before < seconds)
                errors.Add(FieldError.Invalid(path, seconds, "must be less than or equal to previous value"));
        }
        else if (theirs is not null)
        {
            errors.Add(FieldError.Invalid(path, null, "must not update from a positive integer to nil value"));
        }
    }

    private static void Gates(ErrorList errors, List<PodSchedulingGate>? mine, List<PodSchedulingGate>? theirs, FieldPath path)
    {
        for (var i = 0; i < (mine?.Count ?? 0); i++)
        {
            var name = mine![i].Name;
            if (theirs?.Any(g => g.Name == name) is true) continue;
            errors.Add(FieldError.Forbidden(path.Index(i).Child("name"),
                $"only deletion is allowed, but found new scheduling gate '{name}'"));
        }
    }

    private static void Tolerations(ErrorList errors, List<Toleration>? mine, List<Toleration>? theirs, FieldPath path)
    {
        foreach (var before in theirs ?? [])
        {
            var kept = (mine ?? []).Any(t => t.Key == before.Key && t.Operator == before.Operator && t.Value == before.Value &&
                t.Effect == before.Effect);
            if (kept) continue;
            errors.Add(FieldError.Forbidden(path, "existing toleration can not be modified except its tolerationSeconds"));
            return;
        }
    }

    /// <summary>The old spec with those changes of the new one that are allowed.</summary>
    private static PodSpec WithAllowedChanges(PodSpec old, PodSpec spec)
    {
        var allowed = old.Clone();
        for (var i = 0; i < (spec.Containers?.Count ?? 0); i++)
            allowed.Containers![i].Image = spec.Containers![i].Image;
        for (var i = 0; i < (spec.InitContainers?.Count ?? 0); i++)
            allowed.InitContainers![i].Image = spec.InitContainers![i].Image;
        allowed.ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds;
        allowed.Tolerations = spec.Tolerations;
        allowed.SchedulingGates = spec.SchedulingGates;
        if (old.TerminationGracePeriodSeconds < 0 && spec.TerminationGracePeriodSeconds == 1) allowed.TerminationGracePeriodSeconds = 1;
        // While gates hold a Pod back its placement may be narrowed (KEP-3838).
        if (old.SchedulingGates is { Count: > 0 })
        {
            if (OnlyAdds(old.NodeSelector, spec.NodeSelector)) allowed.NodeSelector = spec.NodeSelector;
            if (old.Affinity?.NodeAffinity is null && spec.Affinity?.NodeAffinity is { } added)
                (allowed.Affinity ??= new()).NodeAffinity = added;
        }
        return allowed;
    }

    private static bool OnlyAdds(Dictionary<string, string>? old, Dictionary<string, string>? spec) =>
        (old ?? []).All(p => spec is not null && spec.TryGetValue(p.Key, out var value) && value == p.Value);
}
