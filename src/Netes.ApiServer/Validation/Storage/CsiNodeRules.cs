using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Apps;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>The rules of a CSINode.</summary>
internal static class CsiNodeRules
{
    private const int LongestNodeId = 192;

    public static void Validate(ErrorList errors, CSINodeSpec spec, FieldPath path)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < (spec.Drivers?.Count ?? 0); i++)
        {
            var driver = spec.Drivers![i];
            var at = path.Child("drivers").Index(i);
            RemoteVolumeRules.CsiDriverName(errors, driver.Name, at.Child("name"));
            if (driver.NodeID.Length == 0) errors.Add(FieldError.Required(at.Child("nodeID")));
            if (driver.NodeID.Length > LongestNodeId)
                errors.Add(FieldError.Invalid(at.Child("nodeID"), driver.NodeID, $"must be {LongestNodeId} characters or less"));
            WorkloadRules.NonNegative(errors, driver.Allocatable?.Count, at.Child("allocatable", "count"));
            if (!names.Add(driver.Name)) errors.Add(FieldError.Duplicate(at.Child("name"), driver.Name));
            TopologyKeys(errors, driver.TopologyKeys, at);
        }
    }

    private static void TopologyKeys(ErrorList errors, List<string>? keys, FieldPath path)
    {
        var seen = new HashSet<string>();
        foreach (var key in keys ?? [])
        {
            if (key.Length == 0) errors.Add(FieldError.Required(path));
            if (!seen.Add(key)) errors.Add(FieldError.Duplicate(path, key));
            errors.AddInvalid(path, key, NameRules.QualifiedName(key));
        }
    }

    /// <summary>A driver may come and go, and say anew how many volumes it takes; nothing else of it changes.</summary>
    public static void Update(ErrorList errors, CSINodeSpec spec, CSINodeSpec old, FieldPath path)
    {
        foreach (var before in old.Drivers ?? [])
        {
            foreach (var driver in spec.Drivers ?? [])
            {
                if (driver.Name != before.Name) continue;
                if (driver.NodeID != before.NodeID || !SetRules.Same(driver.TopologyKeys, before.TopologyKeys))
                    errors.Add(FieldError.Invalid(path.Child("drivers"), Text(driver), Messages.Immutable));
            }
        }
    }

    private static JsonText Text(CSINodeDriver driver) => new GoStruct().Add("Name", driver.Name).Add("NodeID", driver.NodeID)
        .Add("TopologyKeys", driver.TopologyKeys)
        .Add("Allocatable", driver.Allocatable is { } a ? new GoStruct().Add("Count", a.Count).Text : null).Text;
}
