using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;

namespace Netes.ApiServer.Http;

/// <summary>Answers plain paths (discovery, health, version, metrics …).</summary>
internal interface IPathHandler
{
    /// <summary>Answers the request, or says that the path is not its own.</summary>
    ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user);
}
