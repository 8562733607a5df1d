using Netes.Api.ApiExtensionsV1;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>A definition's conditions.</summary>
internal static class DefinitionConditions
{
    public static CustomResourceDefinitionCondition? Find(CustomResourceDefinition definition, string type) =>
        definition.Status.Conditions?.Find(c => c.Type == type);

    public static bool IsTrue(CustomResourceDefinition definition, string type) => Find(definition, type) is { Status: "True" };

    /// <summary>Sets a condition; the time of its transition changes only with its status.</summary>
    public static void Set(CustomResourceDefinition definition, string type, bool status, string reason, string message, DateTime now)
    {
        var wanted = new CustomResourceDefinitionCondition { Type = type, Status = status ? "True" : "False", Reason = reason, Message = message, LastTransitionTime = now };
        List<CustomResourceDefinitionCondition> conditions = definition.Status.Conditions ??= [];
        int at = conditions.FindIndex(c => c.Type == type);
        if (at < 0)
        {
            conditions.Add(wanted);
            return;
        }
        if (conditions[at].Status == wanted.Status) wanted.LastTransitionTime = conditions[at].LastTransitionTime;
        conditions[at] = wanted;
    }
}
