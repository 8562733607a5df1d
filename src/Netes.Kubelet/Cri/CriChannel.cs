using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Netes.Kubelet.Cri;

/// <summary>A gRPC channel over a Unix socket.</summary>
internal static class CriChannel
{
    /// <summary>Largest answer taken: a list of all containers of a node, or the output of an ExecSync.</summary>
    private const int MaxMessageBytes = 16 * 1024 * 1024;

    public static GrpcChannel Create(string socketPath)
    {
        var endpoint = new UnixDomainSocketEndPoint(socketPath);
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    try
                    {
                        await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxSendMessageSize = MaxMessageBytes,
            Credentials = ChannelCredentials.Insecure,
        });
    }
}
