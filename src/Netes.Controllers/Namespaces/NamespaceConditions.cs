using System.Globalization;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Controllers.Namespaces;

/// <summary>What was found when a namespace's content was deleted.</summary>
internal sealed class NamespaceContent
{
    /// <summary>Groups that could not be discovered: what they hold is unknown.</summary>
    public List<string> UndiscoveredGroups { get; } = [];

    /// <summary>Messages of resources that could not be deleted or listed.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How many objects of each resource remain ("pods." for the core group, "deployments.apps").</summary>
    public SortedDictionary<string, int> Remaining { get; } = new(StringComparer.Ordinal);

    /// <summary>How many objects wait for each finalizer.</summary>
    public SortedDictionary<string, int> Finalizers { get; } = new(StringComparer.Ordinal);

    /// <summary>Longest time that a remaining Pod may still take to stop, in seconds.</summary>
    public long GraceSeconds { get; set; }

    public bool IsGone => UndiscoveredGroups.Count == 0 && Failures.Count == 0 && Remaining.Count == 0;

    /// <summary>The name under which messages speak of a resource: upstream writes the dot for the core group, too.</summary>
    public static string Name(ResourceType resource) => $"{resource.Plural}.{resource.Group}";
}

/// <summary>The conditions that "kubectl describe namespace" shows of one that is going away.</summary>
internal static class NamespaceConditions
{
    public static List<NamespaceCondition> Of(NamespaceContent content, IReadOnlyList<NamespaceCondition>? known, DateTime now) =>
    [
        Condition("NamespaceDeletionDiscoveryFailure", content.UndiscoveredGroups.Count > 0, "DiscoveryFailed",
            $"Discovery failed for some groups, {content.UndiscoveredGroups.Count} failing: {string.Join(", ", content.UndiscoveredGroups)}",
            "ResourcesDiscovered", "All resources successfully discovered", known, now),
        Condition("NamespaceDeletionGroupVersionParsingFailure", false, "GroupVersionParsingFailed", "",
            "ParsedGroupVersions", "All legacy kube types successfully parsed", known, now),
        Condition("NamespaceDeletionContentFailure", content.Failures.Count > 0, "ContentDeletionFailed",
            $"Failed to delete all resource types, {content.Failures.Count} remaining: {string.Join(", ", content.Failures)}",
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization", known, now),
        Condition("NamespaceContentRemaining", content.Remaining.Count > 0, "SomeResourcesRemain",
            $"Some resources are remaining: {List(content.Remaining, "has", "resource instances")}",
            "ContentRemoved", "All content successfully removed", known, now),
        Condition("NamespaceFinalizersRemaining", content.Finalizers.Count > 0, "SomeFinalizersRemain",
            $"Some content in the namespace has finalizers remaining: {List(content.Finalizers, "in", "resource instances")}",
            "ContentHasNoFinalizers", "All content-preserving finalizers finished", known, now),
    ];

    private static string List(SortedDictionary<string, int> counts, string verb, string what) =>
        string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {verb} {c.Value} {what}")));

    private static NamespaceCondition Condition(string type, bool failing, string reason, string message, string okReason, string okMessage,
        IReadOnlyList<NamespaceCondition>? known, DateTime now)
    {
        string status = failing ? ConditionStatus.True : ConditionStatus.False;
        var before = known?.FirstOrDefault(c => c.Type == type);
        return new NamespaceCondition
        {
            Type = type,
            Status = status,
            Reason = failing ? reason : okReason,
            Message = failing ? message : okMessage,
            LastTransitionTime = before is not null && before.Status == status ? before.LastTransitionTime : now,
        };
    }
}
