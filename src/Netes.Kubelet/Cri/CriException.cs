using Grpc.Core;

namespace Netes.Kubelet.Cri;

/// <summary>A call to the runtime failed. <see cref="Exception.Message"/> reads as Go's gRPC client prints it.</summary>
internal sealed class CriException : Exception
{
    public CriException(StatusCode code, string detail, Exception? inner = null)
        : base($"rpc error: code = {code} desc = {detail}", inner)
    {
        Code = code;
        Detail = detail;
    }

    public StatusCode Code { get; }

    /// <summary>The runtime's own words, without gRPC's frame.</summary>
    public string Detail { get; }

    public bool IsNotFound => Code == StatusCode.NotFound;

    public bool IsDeadlineExceeded => Code == StatusCode.DeadlineExceeded;

    public bool IsUnimplemented => Code == StatusCode.Unimplemented;

    public bool IsUnavailable => Code == StatusCode.Unavailable;

    public bool IsAlreadyExists => Code == StatusCode.AlreadyExists;

    public static CriException From(RpcException exception) =>
        new(exception.StatusCode, exception.Status.Detail, exception);
}
