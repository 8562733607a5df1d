namespace Netes.ApiServer.Admission;

/// <summary>One rule of admission. Refuses by throwing an <see cref="Http.ApiException"/>.</summary>
internal interface IAdmissionPlugin
{
    /// <summary>Upstream's name of the plug-in.</summary>
    string Name { get; }

    /// <summary>May change or replace <see cref="AdmissionRequest.Object"/>. Runs before the strategy's own steps.</summary>
    ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;

    /// <summary>Sees the object as it will be stored.</summary>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;
}

/// <summary>All plug-ins in their order.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (IAdmissionPlugin plugin in plugins) await plugin.MutateAsync(request, cancellationToken);
        if (!request.Reinvocation.IsWanted) return;
        request.Reinvocation.BeginSecond();
        foreach (IAdmissionPlugin plugin in plugins) await plugin.MutateAsync(request, cancellationToken);
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (IAdmissionPlugin plugin in plugins) await plugin.ValidateAsync(request, cancellationToken);
    }
}
