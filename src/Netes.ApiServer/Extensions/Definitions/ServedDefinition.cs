using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Resources;
using Type = Netes.Api.ApiExtensionsV1.CustomResourceDefinitionConditionType;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>What serves one definition: a store for each of its served versions.</summary>
internal sealed class ServedDefinition
{
    private readonly CustomResourceDefinition definition;

    private ServedDefinition(CustomResourceDefinition definition, IReadOnlyList<ResourceStore> stores, CustomResourceState state)
    {
        this.definition = definition;
        Stores = stores;
        State = state;
    }

    public IReadOnlyList<ResourceStore> Stores { get; }

    public CustomResourceState State { get; }

    public static bool MayServe(CustomResourceDefinition definition) =>
        DefinitionConditions.IsTrue(definition, Type.Established) || DefinitionConditions.IsTrue(definition, Type.NamesAccepted);

    public static ServedDefinition Create(ResourceRegistry registry, CustomResourceDefinition definition)
    {
        var state = new CustomResourceState { IsTerminating = DefinitionConditions.IsTrue(definition, Type.Terminating) };
        string storage = $"{definition.Spec.Group}/{definition.Spec.Versions!.First(v => v.Storage).Name}";
        ResourceStore[] stores =
        [
            .. definition.Spec.Versions!.Where(v => v.Served).Select(v => registry.CreateCustom(new CustomResource(definition, v, state), storage)),
        ];
        return new ServedDefinition(definition, stores, state);
    }

    /// <summary>Whether another state of the definition is served by the same stores.</summary>
    public bool Fits(CustomResourceDefinition other) =>
        other.Metadata.Uid == definition.Metadata.Uid && other.Spec.DeepEquals(definition.Spec) && other.Status.AcceptedNames.DeepEquals(definition.Status.AcceptedNames);
}
