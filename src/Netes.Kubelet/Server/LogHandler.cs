using System.Net;
using Microsoft.AspNetCore.Http;
using Netes.Kubelet.Server.Logs;

namespace Netes.Kubelet.Server;

/// <summary><c>/containerLogs/NAMESPACE/POD/CONTAINER</c></summary>
internal sealed class LogHandler(PodContainerLookup lookup, ContainerExits exits, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if ((context.Request.Path.Value ?? "").Trim('/').Split('/') is not [_, var @namespace, var podName, var container])
        {
            throw new KubeletRequestException(
                HttpStatusCode.BadRequest, "Missing namespace, pod or container name.");
        }

        LogOptions options;
        try
        {
            options = LogOptions.Parse(n => context.Request.Query[n].FirstOrDefault(), time.GetUtcNow());
        }
        catch (FormatException e)
        {
            throw new KubeletRequestException(HttpStatusCode.UnprocessableEntity, e.Message);
        }

        var pod = lookup.FindPod(@namespace, podName);
        var status = await lookup.LoggedContainerAsync(pod, container, options.Previous, cancellation).ConfigureAwait(false);
        if (!File.Exists(status.LogPath))
        {
            throw new KubeletRequestException(
                HttpStatusCode.InternalServerError,
                $"failed to try resolving symlinks in path \"{status.LogPath}\": lstat {status.LogPath}: no such file or directory");
        }

        var ended = options.Follow && !options.Previous
            ? await exits.EndOfAsync(status.Id, cancellation).ConfigureAwait(false)
            : Task.CompletedTask;
        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(cancellation).ConfigureAwait(false); // a follower sees at once that it is connected
        await context.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
        await ContainerLogReader.CopyAsync(status.LogPath, options, ended, context.Response.BodyWriter, cancellation)
            .ConfigureAwait(false);
    }
}
