using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.PolicyV1;
using Preconditions = Netes.Api.MetaV1.Preconditions;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>
/// POST pods/NAME/eviction: a deletion that a disruption budget may refuse
/// (https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/).
/// </summary>
internal sealed class PodEviction(ObjectWriter writer, ObjectDeleter deleter, AdmissionChain admission, ResourceRegistry registry)
{
    private const int Attempts = 20;
    private readonly DisruptionBudgets budgets = new(registry.Get("policy", "v1", "poddisruptionbudgets"));

    public async Task HandleAsync(ApiRequest request, ResourceStore pods)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var eviction = (Eviction)RequestBody.Decode(body, format, Eviction.KindInfo, options.FieldValidation, request.Warn, registry.Scheme);
        if (eviction.Metadata.Namespace.Length == 0) eviction.Metadata.Namespace = request.Namespace;
        else if (eviction.Metadata.Namespace != request.Namespace) throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (eviction.Metadata.Name != request.Name) throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        eviction = await admission.AdmitAsync(request, AdmissionOperation.Create, eviction, options.DryRun);
        DeleteOptions deletion = eviction.DeleteOptions ?? new DeleteOptions();
        if (options.DryRun) deletion.DryRun = ["All"];
        await EvictAsync(request, pods, deletion);
        await StatusWriter.WriteAsync(request.Http, new Status { StatusValue = "Success", Code = 201 }, 201);
    }

    private async ValueTask EvictAsync(ApiRequest request, ResourceStore pods, DeleteOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            ResourceItem item = await pods.GetAsync(request.Namespace, request.Name, request.Cancellation) ?? throw request.NotFound();
            var pod = (Pod)item.Decode();
            bool hasEnded = pod.Status.Phase is "Succeeded" or "Failed" || pod.Metadata.DeletionTimestamp is not null;
            if (!hasEnded && pod.Status.Phase != "Pending")
            {
                await EvictRunningAsync(request, pods, pod, options);
                return;
            }
            try
            {
                // It disrupts nobody, unless it comes up meanwhile.
                await DeleteAsync(request, pods, hasEnded ? options : AsSeen(options, pod));
                return;
            }
            catch (ApiException e) when (e.Failure.Code == 409 && options.Preconditions?.ResourceVersion is null && attempt < Attempts)
            {
                // Somebody changed it: what it is now decides.
            }
        }
    }

    private async ValueTask EvictRunningAsync(ApiRequest request, ResourceStore pods, Pod pod, DeleteOptions options)
    {
        List<ResourceItem> covering = await budgets.OfAsync(pod, request.Cancellation);
        if (covering.Count > 1)
            throw ApiErrors.Plain("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (covering.Count == 0)
        {
            await DeleteAsync(request, pods, options);
            return;
        }
        ResourceItem budget = covering[0];
        if (!IsReady(pod) && DisruptionBudgets.LetsUnhealthyGo((PodDisruptionBudget)budget.Shared))
        {
            try
            {
                await DeleteAsync(request, pods, AsSeen(options, pod));
            }
            catch (ApiException e) when (e.Failure.Code == 409 && options.Preconditions?.ResourceVersion is null)
            {
                throw DisruptionBudgets.StillProcessed(budget.Name);
            }
            return;
        }
        await budgets.TakeAsync(budget, pod.Metadata.Name, request.Now, options.DryRun is { Count: > 0 }, request.Cancellation);
        await DeleteAsync(request, pods, options);
    }

    /// <summary>Says on the Pod why it goes, and deletes it.</summary>
    private async ValueTask DeleteAsync(ApiRequest request, ResourceStore pods, DeleteOptions options)
    {
        if (options.DryRun is null or { Count: 0 })
        {
            (StoredObject marked, _) = await writer.UpdateAsync(request, pods, new UpdatePlan((_, old) => Mark((Pod)old, options.Preconditions, request.Now))
            {
                Subresource = "status",
                IsOwnChange = true,
            });
            if (options.Preconditions?.ResourceVersion is not null && marked.Revision > 0)
            {
                options = options.Clone();
                options.Preconditions!.ResourceVersion = marked.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        await deleter.DeleteAsync(request, pods, request.Namespace, request.Name, options, admit: false);
    }

    private static Pod Mark(Pod old, Preconditions? preconditions, DateTime now)
    {
        Pod pod = old.Clone();
        if (preconditions?.ResourceVersion is { } version && version != pod.Metadata.ResourceVersion)
            throw ApiErrors.Conflict("", "pods", pod.Metadata.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({pod.Metadata.ResourceVersion}). The object might have been modified");
        if (preconditions?.Uid is { } uid && uid != pod.Metadata.Uid)
            throw ApiErrors.Conflict("", "pods", pod.Metadata.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({pod.Metadata.Uid}). The object might have been deleted and then recreated");
        List<PodCondition> conditions = pod.Status.Conditions ??= [];
        PodCondition? target = conditions.Find(c => c.Type == "DisruptionTarget");
        if (target is null) conditions.Add(target = new PodCondition { Type = "DisruptionTarget" });
        if (target.Status != "True") target.LastTransitionTime = now;
        target.Status = "True";
        target.Reason = "EvictionByEvictionAPI";
        target.Message = "Eviction API: evicting";
        return pod;
    }

    /// <summary>The same options, for the Pod as it was when it was looked at.</summary>
    private static DeleteOptions AsSeen(DeleteOptions options, Pod pod)
    {
        if (options.Preconditions?.ResourceVersion is not null) return options;
        DeleteOptions seen = options.Clone();
        (seen.Preconditions ??= new Preconditions()).ResourceVersion = pod.Metadata.ResourceVersion;
        return seen;
    }

    private static bool IsReady(Pod pod) => pod.Status.Conditions?.Exists(c => c is { Type: "Ready", Status: "True" }) == true;
}
