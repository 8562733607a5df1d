using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>pods/NAME/resize: changes what containers ask for and are limited to while they run (KEP-1287).</summary>
internal sealed class PodResizeStrategy : Strategy<Pod>
{
    public override bool HasGeneration => true;

    public override void PrepareForUpdate(Pod pod, Pod old, StrategyContext context) => PodParts.KeepAllBut(pod, old, spec =>
    {
        spec.Resources = pod.Spec.Resources;
        TakeResources(spec.Containers, pod.Spec.Containers, onlySidecars: false);
        TakeResources(spec.InitContainers, pod.Spec.InitContainers, onlySidecars: true);
    });

    public override bool DesiredStateChanged(Pod pod, Pod old) => !pod.Spec.DeepEquals(old.Spec);

    public override ErrorList ValidateUpdate(Pod pod, Pod old)
    {
        if (PodResizeRules.Unresizable(old) is { } never) return [never];
        ErrorList errors = PodStrategy.MetadataAndSpec(pod);
        PodResizeRules.Validate(errors, pod, old, FieldPath.Of("spec"));
        return errors;
    }

    /// <summary>By name: a list in another order must not give one container what was meant for another.</summary>
    private static void TakeResources(List<Container>? kept, List<Container>? given, bool onlySidecars)
    {
        foreach (Container container in kept ?? [])
        {
            if (given?.Find(c => c.Name == container.Name) is not { } wanted || onlySidecars && wanted.RestartPolicy != "Always") continue;
            container.Resources = wanted.Resources.Clone();
            container.ResizePolicy = wanted.ResizePolicy?.ConvertAll(p => p.Clone());
        }
    }
}
