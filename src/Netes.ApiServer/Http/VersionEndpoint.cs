using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;

namespace Netes.ApiServer.Http;

/// <summary>/version and /metrics, and the keys for service account tokens.</summary>
internal sealed class VersionEndpoint : IPathHandler
{
    /// <summary>The Kubernetes version whose behaviour this server has.</summary>
    public const string GitVersion = "v1.36.2";

    private static readonly byte[] Version = Encoding.UTF8.GetBytes($$"""
        {"major":"1","minor":"36","emulationMajor":"1","emulationMinor":"36","minCompatibilityMajor":"1","minCompatibilityMinor":"35","gitVersion":"{{GitVersion}}","gitCommit":"","gitTreeState":"clean","buildDate":"2026-06-01T00:00:00Z","goVersion":"{{RuntimeInformation.FrameworkDescription}}","compiler":"gc","platform":"linux/{{Architecture}}"}
        """);

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        if (info.Path.TrimEnd('/') != "/version") return false;
        if (context.Request.Method is not ("GET" or "HEAD")) throw ApiErrors.MethodNotAllowed();
        await ResponseBody.WriteJsonAsync(context, 200, Version);
        return true;
    }
}

internal sealed class MetricsEndpoint(RequestMetrics metrics) : IPathHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        if (info.Path != "/metrics") return false;
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(metrics.Text(), context.RequestAborted);
        return true;
    }
}
